//! Evaluates the expressions of a template: without AWS as far as possible, or with the values of a deployed
//! stack.

use crate::model::json::sub::{Piece, argument, pieces};
use crate::model::json::{Call, Json};
use crate::model::template::Template;

/// The target of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name<'a> {
    /// A resource, a parameter or a pseudo parameter.
    Reference(&'a str),
    /// An attribute of a resource.
    Attribute(&'a str, &'a str),
    /// An export of another stack.
    Export(&'a str),
}

/// The value of an expression as a string; `None` when `look_up` does not know a target, or when the function is not
/// supported here.
pub fn text(json: &Json, look_up: &impl Fn(Name<'_>) -> Option<String>) -> Option<String> {
    match json {
        Json::Text(text) => Some(text.to_string()),
        Json::Int(number) => Some(number.to_string()),
        Json::Bool(value) => Some(value.to_string()),
        Json::Call(call) => match &**call {
            Call::Ref(target) => look_up(Name::Reference(&target.id)),
            Call::GetAtt(target, attribute) => look_up(Name::Attribute(&target.id, attribute)),
            Call::Function(name, argument) => function(name, argument, look_up),
        },
        _ => None,
    }
}

fn function(name: &str, json: &Json, look_up: &impl Fn(Name<'_>) -> Option<String>) -> Option<String> {
    match name {
        "Fn::Join" => {
            let [separator, parts] = json.as_list()? else {
                return None;
            };
            let parts = parts.as_list()?.iter().map(|part| text(part, look_up));
            Some(parts.collect::<Option<Vec<_>>>()?.join(separator.as_text()?))
        }
        "Fn::ImportValue" => look_up(Name::Export(&text(json, look_up)?)),
        "Fn::Sub" => {
            let (template, variables) = argument(json)?;
            let piece = |piece| match piece {
                Piece::Text(text) => Some(text.to_owned()),
                Piece::Escaped(name) => Some(format!("${{{name}}}")),
                Piece::Variable(name) => match variables.and_then(|variables| variables.get(name)) {
                    Some(value) => text(value, look_up),
                    None => look_up(match name.split_once('.') {
                        Some((resource, attribute)) => Name::Attribute(resource, attribute),
                        None => Name::Reference(name),
                    }),
                },
            };
            pieces(template).map(piece).collect()
        }
        _ => None,
    }
}

/// The properties that are a resource's name, which `Ref` gives.
const NAMES: [&str; 4] = ["Name", "LogGroupName", "RepositoryName", "TopicName"];

/// Evaluates an expression without AWS: resources by their literal names in the template, pseudo parameters as
/// written.
pub fn offline(template: &Template, json: &Json) -> Option<String> {
    let look_up = |name: Name<'_>| match name {
        Name::Reference(id) if id.starts_with("AWS::") => Some(format!("${{{id}}}")),
        Name::Reference(id) => {
            let resource = template.resources.get(id)?;
            let mut named = NAMES.iter().filter_map(|name| resource.properties.get(name));
            named.find_map(Json::as_text).map(str::to_owned)
        }
        Name::Attribute(..) | Name::Export(_) => None,
    };
    text(json, &look_up)
}

#[cfg(test)]
mod tests {
    use super::offline;
    use crate::model::template::Template;

    #[test]
    fn names_are_found_without_aws_as_far_as_they_are_written() {
        let template = r#"{"Resources": {
            "Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "sa/ecs/x"}},
            "Uses": {"Type": "X", "Properties": {
                "a": {"Ref": "Group"},
                "b": {"Fn::Join": [":", ["arn", {"Ref": "AWS::Region"}, {"Ref": "Group"}]]},
                "c": {"Fn::Sub": "${AWS::Region}/${Group}/${!x}"},
                "d": {"Fn::ImportValue": "other"},
                "e": {"Fn::GetAtt": ["Group", "Arn"]}}}}}"#;
        let template = Template::parse(template).unwrap();
        let uses = &template.resources["Uses"].properties;
        let found = ["a", "b", "c", "d", "e"].map(|name| offline(&template, uses.get(name).unwrap()));
        let found = found.each_ref().map(|text| text.as_deref().unwrap_or("-"));
        let expected = [
            "sa/ecs/x",
            "arn:${AWS::Region}:sa/ecs/x",
            "${AWS::Region}/sa/ecs/x/${x}",
            "-",
            "-",
        ];
        assert_eq!(found, expected);
    }
}
