//! Dynamic references: `{{resolve:ssm:name}}`, which CloudFormation replaces at deployment.
//!
//! Source: "Get values stored in other services using dynamic references" of the CloudFormation user guide.

use crate::check::context::Context;
use crate::check::place::{Area, Place};
use crate::check::report::Report;
use crate::check::value::has;
use crate::model::suggestion::nearest;

/// The maximum number in one template.
const MOST: usize = 60;

const SERVICES: [&str; 3] = ["ssm", "ssm-secure", "secretsmanager"];

pub(super) fn check(text: &str, place: &Place<'_>, report: &mut Report<'_>) {
    for reference in references(text) {
        let (service, rest) = reference.split_once(':').unwrap_or((reference, ""));
        if !SERVICES.contains(&service) {
            let fix = match nearest(service, SERVICES) {
                Some(known) => format!("did you mean {known}"),
                None => format!("use one of {}", SERVICES.join(", ")),
            };
            report.error(
                place,
                format!("\"{service}\" is not a service of dynamic references"),
                fix,
            );
            continue;
        }
        let parameter_name =
            |character: char| character.is_ascii_alphanumeric() || "_.-/".contains(character);
        let (name, version) = rest.split_once(':').unwrap_or((rest, "1"));
        let is_parameter = !name.is_empty()
            && name.chars().all(parameter_name)
            && version.bytes().all(|byte| byte.is_ascii_digit())
            && !version.is_empty();
        if rest.is_empty() || (service != "secretsmanager" && !is_parameter) && !rest.contains("${") {
            let form = if service == "secretsmanager" {
                "id:SecretString:key"
            } else {
                "name:version"
            };
            let reason = format!("the dynamic reference to {service} is malformed");
            report.error(place, reason, format!("write {{{{resolve:{service}:{form}}}}}"));
        }
    }
}

/// The properties in which CloudFormation resolves `ssm-secure`.
const SECURE: [(&str, &str); 12] = [
    ("AWS::DirectoryService::MicrosoftAD", "Password"),
    ("AWS::DirectoryService::SimpleAD", "Password"),
    ("AWS::ElastiCache::ReplicationGroup", "AuthToken"),
    ("AWS::IAM::User", "LoginProfile"),
    (
        "AWS::KinesisFirehose::DeliveryStream",
        "RedshiftDestinationConfiguration",
    ),
    ("AWS::OpsWorks::App", "AppSource"),
    ("AWS::OpsWorks::App", "SslConfiguration"),
    ("AWS::OpsWorks::Stack", "CustomCookbooksSource"),
    ("AWS::OpsWorks::Stack", "RdsDbInstances"),
    ("AWS::RDS::DBCluster", "MasterUserPassword"),
    ("AWS::RDS::DBInstance", "MasterUserPassword"),
    ("AWS::Redshift::Cluster", "MasterUserPassword"),
];

/// `ssm-secure` is resolved in a few properties only.
pub(super) fn supported(cx: &Context<'_>, text: &str, place: &Place<'_>, report: &mut Report<'_>) {
    if !has(text, b'{') || !text.contains("{{resolve:ssm-secure:") {
        return;
    }
    let root = place.root();
    let kind = cx.resource(root.name).filter(|_| root.area == Area::Resources);
    let kind = kind.map_or("", |entry| &*entry.resource.kind);
    let here = SECURE
        .iter()
        .any(|(known, property)| *known == kind && place.is_within(property));
    // Custom resources are not checked.
    if !here && cx.facts_of(kind) {
        let reason = "CloudFormation does not resolve ssm-secure in this property";
        report.error(place, reason, "use secretsmanager, or a parameter with NoEcho");
    }
}

/// The text in the braces after `resolve:`.
pub(super) fn references(text: &str) -> impl Iterator<Item = &str> {
    // Preparing a search costs more than checking that the text has no brace.
    let text = has(text, b'{').then_some(text);
    let parts = text.into_iter().flat_map(|text| text.split("{{resolve:").skip(1));
    parts.filter_map(|part| part.split_once("}}").map(|(reference, _)| reference))
}

/// Reports too many dynamic references.
pub(super) fn count(count: usize, report: &mut Report<'_>) {
    if count > MOST {
        let reason = format!("{count} dynamic references are too many: CloudFormation accepts {MOST}");
        report.error(
            &Place::template(),
            reason,
            "use template parameters of an SSM type, or split the stack",
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    #[test]
    fn dynamic_references_are_well_formed_and_few() {
        let of = |value: &str| findings(&resource(&format!(r#"{{"Value": "{value}"}}"#)));
        assert_eq!(
            of("{{resolve:ssm:/a/b:3}} {{resolve:secretsmanager:x:SecretString:y}}"),
            ""
        );
        assert_eq!(of("{{resolve:ssm:/${Stage}/b}}"), "");
        assert!(
            of("{{resolve:smm:a}}")
                .contains("\"smm\" is not a service of dynamic references | did you mean ssm")
        );
        assert!(of("{{resolve:ssm:a:b}}").contains("write {{resolve:ssm:name:version}}"));
        assert!(of(&"{{resolve:ssm:a}}".repeat(61)).contains("61 dynamic references are too many"));
    }
}
