//! Resource types: known, or at least of a valid form.

use super::context::{Context, Entry};
use super::report::Report;
use crate::model::finding::Correction;
use crate::model::suggestion::{closest, misspelling, nearest};
use std::collections::HashSet;

/// The types of the Serverless Application Model, which its transform turns into others.
pub(super) const SERVERLESS: &str = "AWS::Serverless::";

/// Checks the type of every resource.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    let mut told = HashSet::new();
    for entry in cx.resources() {
        let kind = &*entry.resource.kind;
        let place = entry.place();
        if report.is_full() {
            return;
        }
        if kind.is_empty() {
            // The reader has reported that the type is missing.
            continue;
        }
        if let Some(facts) = entry.facts {
            if let Some(region) = cx
                .source
                .region
                .filter(|region| facts.is_in(region) == Some(false))
            {
                let reason = format!("{kind} is not available in the region {region}");
                let regions = facts.regions().take(5).collect::<Vec<_>>().join(", ");
                report.warning(
                    &place.key("Type"),
                    reason,
                    format!("deploy it in a region such as {regions}"),
                );
            }
            if kind.starts_with(SERVERLESS) && !cx.transformed {
                serverless(&entry, report);
            }
            continue;
        }
        if kind.starts_with("Custom::") || kind == "AWS::CloudFormation::CustomResource" {
            custom(&entry, report);
            continue;
        }
        if !is_form(kind) {
            let fix = match nearest(kind, (cx.names)()) {
                Some(known) => format!("did you mean {known}"),
                None => "write a type such as AWS::S3::Bucket, or Custom::Name".to_owned(),
            };
            report.error(
                &place.key("Type"),
                format!("\"{kind}\" is not the name of a resource type"),
                fix,
            );
            continue;
        }
        let near = closest(kind, (cx.names)(), 3);
        if let Some(known) = misspelt(&near, kind) {
            let reason = format!("there is no resource type {kind}");
            report.error(&place.key("Type"), reason, format!("did you mean {known}"));
            if misspelling(kind, (cx.names)()) == Some(known) {
                report.correct(Correction::Value(known.to_owned()));
            }
        } else if kind.starts_with("AWS::") && !kind.ends_with("::MODULE") {
            let reason = format!("there is no resource type {kind} (in {})", crate::facts::source());
            let fix = format!(
                "the nearest are {}; if AWS added it since, pass --accept resource-type:{}/Type",
                near.join(", "),
                entry.id
            );
            report.error(&place.key("Type"), reason, fix);
        } else if !kind.ends_with("::MODULE") && told.insert(kind) {
            report.warning(
                &place.key("Type"),
                format!("{kind} is not a type of AWS: its properties are not checked"),
                "check them against the type's schema, `aws cloudformation describe-type`",
            );
            report.last_rule(super::FOREIGN_TYPE);
        }
    }
}

fn serverless(entry: &Entry<'_>, report: &mut Report<'_>) {
    let place = entry.place();
    report.error(
        &place.key("Type"),
        format!(
            "{} needs the transform AWS::Serverless-2016-10-31",
            entry.resource.kind
        ),
        "add \"Transform\": \"AWS::Serverless-2016-10-31\" to the template",
    );
}

/// `AWS::S3::Bucket`, `Alexa::ASK::Skill`, `Some::Module::Name::MODULE`.
fn is_form(kind: &str) -> bool {
    let is_name =
        |part: &str| !part.is_empty() && part.chars().all(|character| character.is_ascii_alphanumeric());
    let parts = kind.split("::").collect::<Vec<_>>();
    matches!(parts.len(), 3 | 4) && parts.into_iter().all(is_name)
}

/// The known type that was meant, if it is almost certain: AWS has many more types than the tables.
fn misspelt(near: &[&'static str], kind: &str) -> Option<&'static str> {
    let known = *near.first()?;
    let distance = strsim::osa_distance(&kind.to_lowercase(), &known.to_lowercase());
    let service = |kind: &str| kind.rsplit_once("::").map(|(service, _)| service.to_owned());
    let same_service = service(kind) == service(known);
    (distance <= 1 || (distance == 2 && same_service && kind.len() > "AWS::ECS::Ab..".len())).then_some(known)
}

fn custom(entry: &Entry<'_>, report: &mut Report<'_>) {
    let place = entry.place();
    if entry.property("ServiceToken").is_none() {
        let reason = "a custom resource needs the property ServiceToken";
        report.error(
            &place.key("Properties"),
            reason,
            "set it to the ARN of the function or topic that makes it",
        );
        report.last_rule("property");
    }
    let name = entry.resource.kind.strip_prefix("Custom::").unwrap_or("x");
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '@' | '-');
    if name.is_empty() || entry.resource.kind.len() > 60 || !name.chars().all(allowed) {
        let reason = "the name of a custom type has up to 60 letters, digits, _, @ and -";
        report.error(&place.key("Type"), reason, "write, for example, Custom::Name");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, of, typed};

    #[test]
    fn unknown_types_are_told_from_misspelt_ones() {
        assert!(
            of("AWS::Made::Up", "{}")
                .contains("error R/Type: there is no resource type AWS::Made::Up (in cfn-lint")
        );
        assert!(of("Made::Up::Kind", "{}").contains("warning R/Type: Made::Up::Kind is not a type of AWS"));
        assert_eq!(of("Made::Up::Kind::MODULE", "{}"), "");
        assert!(of("Test::Unit::Thingg", "{}").contains(
            "error R/Type: there is no resource type Test::Unit::Thingg | did you mean Test::Unit::Thing"
        ));
        assert!(
            of("S3Bucket", "{}").contains("error R/Type: \"S3Bucket\" is not the name of a resource type")
        );
        assert_eq!(of("Test::Unit::Thing", "{}"), "");
    }

    #[test]
    fn every_unknown_type_is_told_once() {
        let two = typed("Made::Up::Kind", "{}").replace("Test::Unit::Other", "Made::Up::Kind");
        assert_eq!(findings(&two).lines().count(), 1);
    }

    #[test]
    fn serverless_types_need_their_transform() {
        let kind = "AWS::Serverless::Function";
        let without = of(kind, "{}");
        assert!(
            without.contains("error R/Type: AWS::Serverless::Function needs the transform"),
            "{without}"
        );
        let with = typed(kind, "{}").replacen('{', r#"{"Transform": "AWS::Serverless-2016-10-31", "#, 1);
        assert_eq!(findings(&with), "");
        assert!(of("AWS::Serverless::Funktion", "{}").contains("there is no resource type"));
    }

    #[test]
    fn a_custom_resource_says_who_makes_it() {
        assert_eq!(of("Custom::X", r#"{"ServiceToken": "x"}"#), "");
        assert!(of("Custom::X", "{}").contains("needs the property ServiceToken"));
        assert!(of("Custom::X y", r#"{"ServiceToken": "x"}"#).contains("up to 60 letters"));
    }
}
