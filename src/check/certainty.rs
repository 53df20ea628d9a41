//! Turns errors into warnings where CloudFormation may never see them: a macro rewrites the template first, and a
//! resource whose condition is never true is never created.

use super::context::{CLOSED, Context};
use crate::model::finding::{Finding, Severity};
use crate::model::json::{Call, Json};
use std::collections::{HashMap, HashSet};

/// Rules about the values of a resource, which CloudFormation reads only when it creates the resource.
const AT_CREATION: [&str; 12] = [
    "agreement",
    "fargate",
    "firewall",
    "lambda",
    "name",
    "network",
    "policy",
    "property",
    "schedule",
    "service",
    "tag",
    "text",
];

/// AWS's transforms that only add members.
const INCLUDE: &str = "AWS::Include";

/// The maximum length of a chain of conditions.
const DEEPEST: usize = 50;

/// Turns uncertain errors into warnings.
pub(super) fn soften(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if let Some(name) = macro_name(cx) {
        let mut count = 0;
        for finding in findings.iter_mut().filter(|finding| is_error(finding)) {
            finding.severity = Severity::Warning;
            count += 1;
        }
        if count > 0 {
            findings.insert(0, note(cx, &name, count));
        }
        return;
    }
    let mut conditions = Conditions::default();
    let never = cx.resources().filter_map(|entry| {
        let condition = entry.resource.condition.as_deref()?;
        (conditions.constant(cx, condition) == Some(false)).then_some(entry.id)
    });
    let never = never.collect::<HashSet<_>>();
    for finding in findings.iter_mut() {
        if never.contains(&*finding.subject) && AT_CREATION.contains(&finding.rule) {
            finding.severity = Severity::Warning;
        }
    }
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

/// A macro of the whole template that is not AWS's.
fn macro_name(cx: &Context<'_>) -> Option<String> {
    let transforms = cx.template.rest.get("Transform")?;
    let listed = transforms.as_list().unwrap_or(std::slice::from_ref(transforms));
    listed.iter().find_map(|transform| {
        let name = match transform {
            Json::Map(fields) => fields.get("Name")?.as_text()?,
            other => other.as_text()?,
        };
        (!CLOSED.contains(&name) && name != INCLUDE).then(|| name.to_owned())
    })
}

fn note(cx: &Context<'_>, name: &str, count: usize) -> Finding {
    let what = if count == 1 { "finding" } else { "findings" };
    Finding {
        severity: Severity::Warning,
        subject: "Transform".into(),
        rule: "macro",
        ..Finding::error(
            cx.stack,
            format!("the macro {name} may rewrite the template: {count} {what} below may not apply"),
            "check the template that the macro returns, for example of a change set",
        )
    }
}

/// The conditions that are always true or always false. Each is evaluated once.
#[derive(Default)]
struct Conditions {
    known: HashMap<String, Option<bool>>,
    depth: usize,
}

impl Conditions {
    fn constant(&mut self, cx: &Context<'_>, name: &str) -> Option<bool> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        // A condition in a circle is not constant.
        self.known.insert(name.to_owned(), None);
        let constant = cx
            .template
            .conditions
            .get(name)
            .and_then(|json| self.value(cx, json));
        self.known.insert(name.to_owned(), constant);
        self.depth -= 1;
        constant
    }

    fn value(&mut self, cx: &Context<'_>, json: &Json) -> Option<bool> {
        let Call::Function(name, argument) = json.as_call()? else {
            return None;
        };
        let items = argument.as_list().unwrap_or_default();
        match &**name {
            "Condition" => self.constant(cx, argument.as_text()?),
            "Fn::Equals" => match items {
                [one, other] => Some(cx.text(one)? == cx.text(other)?),
                _ => None,
            },
            "Fn::Not" => match items {
                [only] => self.value(cx, only).map(|value| !value),
                _ => None,
            },
            "Fn::And" => self.decided(cx, items, false),
            "Fn::Or" => self.decided(cx, items, true),
            _ => None,
        }
    }

    /// The result of `Fn::And` or `Fn::Or`: one condition with the value `decides` settles it; otherwise all must be
    /// known.
    fn decided(&mut self, cx: &Context<'_>, items: &[Json], decides: bool) -> Option<bool> {
        let values = items.iter().map(|item| self.value(cx, item)).collect::<Vec<_>>();
        if values.contains(&Some(decides)) {
            return Some(decides);
        }
        values
            .iter()
            .all(|value| *value == Some(!decides))
            .then_some(!decides)
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    const WRONG: &str = r#""R": {"Type": "Test::Unit::Thing", "Properties": {"Nmae": "abc"}"#;

    #[test]
    fn a_macro_may_correct_what_is_wrong() {
        let of = |transform: &str| {
            findings(&format!(
                r#"{{"Transform": {transform}, "Resources": {{{WRONG}}}}}}}"#
            ))
        };
        for transform in [
            r#""Explode""#,
            r#"["AWS::Serverless-2016-10-31", "Explode"]"#,
            r#"[{"Name": "Explode"}]"#,
        ] {
            let found = of(transform);
            assert!(!found.contains("error "), "{found}");
            assert!(found.contains("warning R/Properties/Nmae"), "{found}");
            assert!(
                found.contains("the macro Explode may rewrite the template: 1 finding below"),
                "{found}"
            );
        }
        for transform in [
            r#""AWS::Serverless-2016-10-31""#,
            r#"["AWS::LanguageExtensions"]"#,
        ] {
            assert!(
                of(transform).contains("error R/Properties/Nmae"),
                "{}",
                of(transform)
            );
        }
    }

    #[test]
    fn what_is_never_created_is_never_refused() {
        let of = |condition: &str| {
            findings(&format!(
                r#"{{"Parameters": {{"P": {{"Type": "String"}}}}, "Conditions": {{"D": {{"Fn::Equals": ["a", "b"]}}, "C": {condition}}},
                "Resources": {{"O": {{"Type": "Test::Unit::Other"}}, {WRONG}, "Condition": "C"}}}}}}"#
            ))
        };
        for never in [
            r#"{"Fn::Equals": ["true", false]}"#,
            r#"{"Condition": "D"}"#,
            r#"{"Fn::And": [{"Condition": "D"}, {"Fn::Equals": [{"Ref": "P"}, "x"]}]}"#,
            r#"{"Fn::Not": [{"Fn::Or": [{"Fn::Not": [{"Condition": "D"}]}, {"Condition": "D"}]}]}"#,
        ] {
            assert!(
                of(never).contains("warning R/Properties/Nmae"),
                "{never}: {}",
                of(never)
            );
        }
        for maybe in [
            r#"{"Fn::Equals": [{"Ref": "P"}, "x"]}"#,
            r#"{"Fn::Not": [{"Condition": "D"}]}"#,
            r#"{"Condition": "C"}"#,
        ] {
            assert!(
                of(maybe).contains("error R/Properties/Nmae"),
                "{maybe}: {}",
                of(maybe)
            );
        }
    }
}
