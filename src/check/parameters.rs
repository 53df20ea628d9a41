//! Template parameters: a known type, a default that their own limits allow, no secret, and somebody who uses them.

use super::context::Context;
use super::place::{Area, Place};
use super::report::Report;
use super::value::{integer, is_list_type};
use crate::json::Json;
use crate::nearest::nearest;
use crate::template::Parameter;

/// Types that take one value; most of them also exist as `List<..>`, and all as `AWS::SSM::Parameter::Value<..>`.
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

/// Types of which there is no list.
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

/// The most bytes of a value.
const LARGEST: usize = 4096;

/// The longest `AllowedPattern` that is tried out.
const LONGEST_PATTERN: usize = 256;

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
            default(parameter, value, &place.key("Default"), report);
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

fn default(parameter: &Parameter, value: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let text = match value {
        Json::Text(text) => text.clone(),
        Json::Int(number) => number.to_string().into(),
        Json::Float(number) => number.to_string().into(),
        Json::Bool(value) => value.to_string().into(),
        Json::Null | Json::List(_) | Json::Map(_) | Json::Call(_) => {
            let reason = format!("a default must be text or a number, and is {}", value.kind());
            return report.error(
                place,
                reason,
                "write the text itself; of a list, its elements with commas",
            );
        }
    };
    if parameter.no_echo {
        if !text.is_empty() {
            let reason =
                "a parameter with NoEcho has a default, which everybody who reads the template can see";
            report.error(
                place,
                reason,
                "remove the default, and give the value at deployment",
            );
        }
        return;
    }
    if text.len() > LARGEST {
        let reason = format!("{} bytes are too many: the most is {LARGEST}", text.len());
        report.error(place, reason, "shorten it");
    }
    if parameter.kind.starts_with("AWS::SSM::Parameter::Value<") {
        return;
    }
    let values = text
        .split(',')
        .map(str::trim)
        .filter(|_| is_list_type(&parameter.kind));
    let values = values.chain(Some(&*text).filter(|_| !is_list_type(&parameter.kind)));
    for value in values {
        if let Some((reason, fix)) = disallowed(parameter, value) {
            report.error(place, reason, fix);
        }
    }
}

/// Why the parameter's own limits refuse a value.
fn disallowed(parameter: &Parameter, value: &str) -> Option<(String, String)> {
    let limit = |name| parameter.rest.get(name);
    let text = |json: &Json| match json {
        Json::Text(text) => text.to_string(),
        Json::Bool(value) => value.to_string(),
        Json::Int(value) => value.to_string(),
        Json::Float(value) => value.to_string(),
        _ => String::new(),
    };
    let shown = super::shape::shown(value);
    if let Some(Json::List(allowed)) = limit("AllowedValues") {
        let allowed = allowed.iter().map(text).collect::<Vec<_>>();
        if !allowed.iter().any(|allowed| allowed == value) {
            let reason = format!("the default \"{shown}\" is not among AllowedValues");
            return Some((reason, format!("use one of {}", allowed.join(", "))));
        }
    }
    if let Some(Json::Text(pattern)) = limit("AllowedPattern")
        && pattern.len() <= LONGEST_PATTERN
        && let Ok(regex) = regress::Regex::new(&format!("^(?:{pattern})$"))
        && regex.find(value).is_none()
    {
        let reason = format!("the default \"{shown}\" does not match AllowedPattern {pattern}");
        return Some((reason, "change the default or the pattern".to_owned()));
    }
    let number = value.trim().parse::<f64>().ok();
    if matches!(&*parameter.kind, "Number" | "List<Number>") && number.is_none() {
        let reason = format!("the default \"{shown}\" is not a number");
        return Some((reason, "write a number".to_owned()));
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "nobody limits a parameter to numbers of that size"
    )]
    let (length, number_limit) = (value.chars().count() as f64, |name| match limit(name)? {
        Json::Float(limit) => Some(*limit),
        json => integer(json).map(|limit| limit as f64),
    });
    let limits = [
        ("MinLength", Some(length), true),
        ("MaxLength", Some(length), false),
        ("MinValue", number, true),
        ("MaxValue", number, false),
    ];
    limits.into_iter().find_map(|(name, measure, at_least)| {
        let (limit, measure) = (number_limit(name)?, measure?);
        let violated = if at_least {
            measure < limit
        } else {
            measure > limit
        };
        violated.then(|| {
            let reason = format!("the default \"{shown}\" violates {name} {limit}");
            (reason, "change the default or the limit".to_owned())
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    fn of(parameter: &str) -> String {
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
    fn a_default_keeps_the_limits() {
        assert_eq!(
            of(r#"{"Type": "CommaDelimitedList", "Default": "a, b", "AllowedValues": ["a", "b"]}"#),
            ""
        );
        assert_eq!(
            of(r#"{"Type": "Number", "Default": 5, "MinValue": 1, "MaxValue": "9"}"#),
            ""
        );
        assert!(
            of(r#"{"Type": "String", "Default": "c", "AllowedValues": ["a", "b"]}"#)
                .contains("use one of a, b")
        );
        assert!(
            of(r#"{"Type": "String", "Default": "c1", "AllowedPattern": "[a-z]+"}"#)
                .contains("does not match AllowedPattern")
        );
        assert!(of(r#"{"Type": "Number", "Default": "x"}"#).contains("is not a number"));
        assert!(of(r#"{"Type": "Number", "Default": 10, "MaxValue": 9}"#).contains("violates MaxValue 9"));
        assert!(of(r#"{"Type": "String", "Default": "", "MinLength": 1}"#).contains("violates MinLength 1"));
        assert!(
            of(r#"{"Type": "String", "Default": ["a"]}"#).contains("must be text or a number, and is a list")
        );
        assert!(
            of(r#"{"Type": "String", "Default": {"Ref": "AWS::Region"}}"#)
                .contains("is an intrinsic function")
        );
    }

    #[test]
    fn a_secret_has_no_default_and_is_not_printed() {
        let found = of(r#"{"Type": "String", "NoEcho": true, "Default": "hunter2"}"#);
        assert!(
            found.contains("error Parameters/P/Default: a parameter with NoEcho has a default"),
            "{found}"
        );
        assert!(!found.contains("hunter2"), "{found}");
        assert_eq!(of(r#"{"Type": "String", "NoEcho": true, "Default": ""}"#), "");
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
