//! Template parameters: a known type, a default within their own limits, no secret, and at least one reference.

mod default;

use super::context::Context;
use super::place::{Area, Place};
use super::report::Report;
use crate::model::suggestion::nearest;
use crate::model::template::Parameter;

/// Types with a single value. Most of them also exist as `List<..>`, and all as `AWS::SSM::Parameter::Value<..>`.
const TYPES: [&str; 14] = [
    "String",
    "Number",
    "CommaDelimitedList",
    "AWS::EC2::AvailabilityZone::Name",
    "AWS::EC2::Image::Id",
    "AWS::EC2::Instance::Id",
    "AWS::EC2::KeyPair::KeyName",
    "AWS::EC2::SecurityGroup::GroupName",
    "AWS::EC2::SecurityGroup::Id",
    "AWS::EC2::Subnet::Id",
    "AWS::EC2::VPC::Id",
    "AWS::EC2::Volume::Id",
    "AWS::Route53::HostedZone::Id",
    "AWS::SSM::Parameter::Name",
];

/// Types without a `List<..>` form.
const NO_LIST: [&str; 3] = [
    "CommaDelimitedList",
    "AWS::EC2::KeyPair::KeyName",
    "AWS::SSM::Parameter::Name",
];

const ATTRIBUTES: [&str; 11] = [
    "Type",
    "Default",
    "NoEcho",
    "AllowedValues",
    "AllowedPattern",
    "ConstraintDescription",
    "Description",
    "MinLength",
    "MaxLength",
    "MinValue",
    "MaxValue",
];

/// Checks all parameters.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for (index, (name, parameter)) in cx.template.parameters.iter().enumerate() {
        let place = Place::part(Area::Parameters, index, name);
        kind(parameter, &place, report);
        for (attribute, _) in parameter
            .rest
            .iter()
            .filter(|(name, _)| !ATTRIBUTES.contains(name))
        {
            let fix = nearest(attribute, ATTRIBUTES).map(|known| format!("did you mean {known}"));
            let fix = fix.unwrap_or_else(|| format!("known are {}", ATTRIBUTES.join(", ")));
            report.error(
                &place.key(attribute),
                format!("a parameter has no attribute {attribute}"),
                fix,
            );
        }
        if let Some(value) = &parameter.default {
            default::check(parameter, value, &place.key("Default"), report);
        }
        if !cx.transformed && cx.used_parameters.get(index) == Some(&false) {
            report.warning(&place, "nothing refers to this parameter", "remove it, or use it");
        }
    }
}

fn kind(parameter: &Parameter, place: &Place<'_>, report: &mut Report<'_>) {
    if is_type(&parameter.kind) {
        return;
    }
    let lists = TYPES
        .iter()
        .filter(|name| !NO_LIST.contains(name))
        .map(|name| format!("List<{name}>"));
    let names = TYPES
        .iter()
        .map(ToString::to_string)
        .chain(lists)
        .collect::<Vec<_>>();
    let fix = match nearest(&parameter.kind, names.iter().map(String::as_str)) {
        Some(known) => format!("did you mean {known}"),
        None => {
            "use String, Number, CommaDelimitedList, or an AWS type such as AWS::EC2::Subnet::Id".to_owned()
        }
    };
    report.error(
        &place.key("Type"),
        format!("{} is not a type of parameters", parameter.kind),
        fix,
    );
}

fn is_type(name: &str) -> bool {
    let inside = |name, prefix| -> Option<&str> { str::strip_prefix(name, prefix)?.strip_suffix('>') };
    let name = inside(name, "AWS::SSM::Parameter::Value<").unwrap_or(name);
    match inside(name, "List<") {
        Some(item) => TYPES.contains(&item) && !NO_LIST.contains(&item),
        None => TYPES.contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    /// The findings about a parameter that is used.
    pub(super) fn of(parameter: &str) -> String {
        findings(&format!(
            r#"{{"Parameters": {{"P": {parameter}}}, "Resources": {{"R": {{"Type": "Test::Unit::Thing",
            "Properties": {{"Value": {{"Ref": "P"}}}}}}}}}}"#
        ))
    }

    #[test]
    fn types_and_attributes_are_known() {
        assert_eq!(
            of(r#"{"Type": "List<AWS::EC2::Subnet::Id>", "Description": "x"}"#),
            ""
        );
        assert_eq!(
            of(r#"{"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/x"}"#),
            ""
        );
        assert!(
            of(r#"{"Type": "string"}"#).contains(
                "error Parameters/P/Type: string is not a type of parameters | did you mean String"
            )
        );
        assert!(of(r#"{"Type": "List<AWS::EC2::KeyPair::KeyName>"}"#).contains("is not a type"));
        assert!(
            of(r#"{"Type": "String", "Defualt": "x"}"#)
                .contains("no attribute Defualt | did you mean Default")
        );
    }

    #[test]
    fn a_parameter_is_used() {
        let found = findings(
            r#"{"Parameters": {"P": {"Type": "String"}}, "Resources": {"O": {"Type": "Test::Unit::Other"}}}"#,
        );
        assert!(
            found.contains("warning Parameters/P: nothing refers to this parameter"),
            "{found}"
        );
    }
}
