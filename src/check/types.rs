//! Resource types: known, or at least of the form of one.

use super::context::{Context, Entry};
use super::report::Report;
use crate::model::suggestion::{closest, nearest};
use std::collections::HashSet;

/// Checks the type of every resource.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    let mut told = HashSet::new();
    for entry in cx.resources().filter(|entry| entry.facts.is_none()) {
        let kind = &*entry.resource.kind;
        let place = entry.place();
        if kind.starts_with("Custom::") || kind == "AWS::CloudFormation::CustomResource" {
            custom(&entry, report);
        } else if !is_form(kind) {
            let fix = match nearest(kind, (cx.names)()) {
                Some(known) => format!("did you mean {known}"),
                None => "write a type such as AWS::S3::Bucket, or Custom::Name".to_owned(),
            };
            report.error(
                &place.key("Type"),
                format!("\"{kind}\" is not the name of a resource type"),
                fix,
            );
        } else if let Some(known) = misspelt(cx, kind) {
            let reason = format!("there is no resource type {kind}");
            report.error(&place.key("Type"), reason, format!("did you mean {known}"));
        } else if told.insert(kind) {
            report.warning(
                &place.key("Type"),
                format!("{kind} is not in the tables, its properties are not checked"),
                "check them against the type's page in CloudFormation's template reference",
            );
        }
    }
}

/// `AWS::S3::Bucket`, `Alexa::ASK::Skill`, `Some::Module::Name::MODULE`.
fn is_form(kind: &str) -> bool {
    let is_name =
        |part: &str| !part.is_empty() && part.chars().all(|character| character.is_ascii_alphanumeric());
    let parts = kind.split("::").collect::<Vec<_>>();
    matches!(parts.len(), 3 | 4) && parts.into_iter().all(is_name)
}

/// The known type that was meant, when hardly anything else can have been: AWS has many more types than the tables.
fn misspelt(cx: &Context<'_>, kind: &str) -> Option<&'static str> {
    let known = *closest(kind, (cx.names)(), 1).first()?;
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
    }
    let name = entry.resource.kind.strip_prefix("Custom::").unwrap_or("x");
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '@' | '-');
    if name.is_empty() || entry.resource.kind.len() > 60 || !name.chars().all(allowed) {
        let reason = "the name of a custom type has up to 60 letters, digits, _, @ and -";
        report.error(&place.key("Type"), reason, "write for instance Custom::Name");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, of, typed};

    #[test]
    fn unknown_types_are_told_from_misspelt_ones() {
        assert!(of("AWS::Made::Up", "{}").contains("warning R/Type: AWS::Made::Up is not in the tables"));
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
        let two = typed("AWS::Made::Up", "{}").replace("Test::Unit::Other", "AWS::Made::Up");
        assert_eq!(findings(&two).lines().count(), 1);
    }

    #[test]
    fn a_custom_resource_says_who_makes_it() {
        assert_eq!(of("Custom::X", r#"{"ServiceToken": "x"}"#), "");
        assert!(of("Custom::X", "{}").contains("needs the property ServiceToken"));
        assert!(of("Custom::X y", r#"{"ServiceToken": "x"}"#).contains("up to 60 letters"));
    }
}
