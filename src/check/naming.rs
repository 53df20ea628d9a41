//! Names that AWS's schemas constrain too little: length and characters, from each service's API reference.

use super::context::Context;
use super::place::Place;
use super::report::Report;
use super::shown::shown;
use super::value::each;

/// The allowed form of a name.
struct Form {
    kind: &'static str,
    property: &'static str,
    /// The maximum number of characters.
    most: usize,
    /// The allowed characters besides letters and digits; `None` when all are allowed.
    also: Option<&'static str>,
    /// An ending that is allowed although its characters are not.
    ending: &'static str,
}

const fn form(kind: &'static str, property: &'static str, most: usize, also: &'static str) -> Form {
    Form {
        kind,
        property,
        most,
        also: Some(also),
        ending: "",
    }
}

const FORMS: [Form; 8] = [
    Form {
        ending: ".fifo",
        ..form("AWS::SNS::Topic", "TopicName", 256, "-_")
    },
    Form {
        ending: ".fifo",
        ..form("AWS::SQS::Queue", "QueueName", 80, "-_")
    },
    form("AWS::IAM::ManagedPolicy", "ManagedPolicyName", 128, "_+=,.@-"),
    form("AWS::ECS::Cluster", "ClusterName", 255, "-_"),
    form("AWS::ECS::TaskDefinition", "Family", 255, "-_"),
    form("AWS::CodeBuild::Project", "Name", 255, "-_"),
    form(
        "AWS::EC2::SecurityGroup",
        "GroupName",
        255,
        " ._-:/()#,@[]+=&;{}!$*",
    ),
    Form {
        also: None,
        ..form("AWS::EC2::KeyPair", "KeyName", 255, "")
    },
];

/// Checks the names that are known now.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for form in &FORMS {
        for entry in cx.of_type(form.kind) {
            let Some(value) = entry.property(form.property) else {
                continue;
            };
            let place = entry.place();
            let place = place.key("Properties");
            each(value, &place.key(form.property), &mut |value, place| {
                if let Some(name) = cx.text(value) {
                    form.check(&name, place, report);
                }
            });
        }
    }
}

impl Form {
    fn check(&self, name: &str, place: &Place<'_>, report: &mut Report<'_>) {
        let length = name.chars().count();
        // The schema of the topic checks its length.
        if length > self.most && self.kind != "AWS::SNS::Topic" {
            let reason = format!("{length} characters are too many: the maximum is {}", self.most);
            report.error(place, reason, format!("shorten it by {}", length - self.most));
        }
        let stem = name.strip_suffix(self.ending).unwrap_or(name);
        let Some(also) = self.also else {
            return;
        };
        let allowed = |character: char| character.is_ascii_alphanumeric() || also.contains(character);
        if !stem.chars().all(allowed) {
            let mended = stem
                .chars()
                .map(|character| if allowed(character) { character } else { '-' });
            let mended = mended.collect::<String>();
            let reason = format!("\"{}\" has characters that are not allowed in it", shown(name));
            report.error(place, reason, format!("write, for example, {}", shown(&mended)));
        }
        if self.kind == "AWS::EC2::SecurityGroup" && name.starts_with("sg-") {
            let reason = "the name of a security group cannot start with sg-";
            report.error(place, reason, "choose another beginning");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::of;

    fn name(kind: &str, property: &str, name: &str) -> String {
        let found = of(kind, &format!(r#"{{"{property}": "{name}"}}"#));
        let lines = found
            .lines()
            .filter(|line| line.contains(&format!("R/Properties/{property}")));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn names_have_a_form_that_schemas_do_not_tell() {
        assert_eq!(name("AWS::SNS::Topic", "TopicName", "orders-1"), "");
        assert!(
            name("AWS::SNS::Topic", "TopicName", "orders-1.fifo").contains("only the name of a FIFO topic")
        );
        assert!(
            name("AWS::SNS::Topic", "TopicName", "a b.c")
                .contains("not allowed in it | write, for example, a-b-c")
        );
        let long = "x".repeat(81);
        let found = name("AWS::SQS::Queue", "QueueName", &long);
        assert!(
            found.contains("81 characters are too many: the maximum is 80 | shorten it by 1"),
            "{found}"
        );
        assert!(name("AWS::EC2::SecurityGroup", "GroupName", "sg-x").contains("cannot start with sg-"));
        assert_eq!(name("AWS::EC2::SecurityGroup", "GroupName", "sa-sg"), "");
        assert_eq!(name("AWS::EC2::KeyPair", "KeyName", "my key"), "");
    }
}
