//! Values that are secrets because of their source or their readers, whatever they and their names look like.

use crate::model::json::{Call, Json};
use crate::model::template::{Resource, Template};

/// Prefixes of dynamic references to secrets.
const RESOLVED: [&str; 2] = ["{{resolve:ssm-secure:", "{{resolve:secretsmanager:"];

/// Whether the value at these steps below the properties of a resource is a secret: it comes from a parameter with
/// `NoEcho` or from a store of secrets, or it is the value of a parameter that a container reads as a secret.
pub fn is_secret(template: &Template, id: &str, steps: &[&str]) -> bool {
    let Some(resource) = template.resources.get(id) else {
        return false;
    };
    let Some((first, rest)) = steps.split_first() else {
        return false;
    };
    if resource.kind == "AWS::SSM::Parameter" && *first == "Value" && is_read(template, id, resource) {
        return true;
    }
    let mut value = resource.properties.get(first);
    for step in rest {
        value = match value {
            Some(Json::List(items)) => step.parse::<usize>().ok().and_then(|at| items.get(at)),
            Some(Json::Map(fields)) => fields.get(step),
            // A function yields the value of all steps below it.
            other => other,
        };
    }
    value.is_some_and(|value| is_from_secret(template, value))
}

/// Whether a container of the template reads it as a secret.
fn is_read(template: &Template, id: &str, parameter: &Resource) -> bool {
    let name = parameter.properties.get("Name").and_then(Json::as_text);
    let names_it = |source: &Json| {
        let mut found = false;
        source.visit_calls(&mut |call| {
            found |= matches!(call, Call::Ref(target) | Call::GetAtt(target, _) if &*target.id == id);
        });
        let text = serde_json::to_string(source).unwrap_or_default();
        found || name.is_some_and(|name| text.contains(name))
    };
    let tasks = template.resources.values();
    let tasks = tasks.filter(|resource| resource.kind == "AWS::ECS::TaskDefinition");
    let containers = tasks.filter_map(|task| task.properties.get("ContainerDefinitions")?.as_list());
    let secrets = containers
        .flatten()
        .filter_map(|container| container.get("Secrets")?.as_list());
    let mut sources = secrets.flatten().filter_map(|secret| secret.get("ValueFrom"));
    sources.any(names_it)
}

fn is_from_secret(template: &Template, value: &Json) -> bool {
    let no_echo = |name: &str| {
        template
            .parameters
            .get(name)
            .is_some_and(|parameter| parameter.no_echo)
    };
    let mut found = false;
    value.visit_calls(&mut |call| {
        found |= matches!(call, Call::Ref(target) if no_echo(&target.id));
    });
    let text = serde_json::to_string(value).unwrap_or_default();
    let mut hidden = template
        .parameters
        .iter()
        .filter(|(_, parameter)| parameter.no_echo);
    found
        || RESOLVED.iter().any(|begin| text.contains(begin))
        || hidden.any(|(name, _)| text.contains(&format!("${{{name}}}")))
}

#[cfg(test)]
mod tests {
    use super::is_secret;
    use crate::model::template::Template;

    #[test]
    fn origin_and_readers_tell_a_secret() {
        let template = r#"{
            "Parameters": {"Pin": {"Type": "String", "NoEcho": true}, "Size": {"Type": "String"}},
            "Resources": {
                "Read": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "SA_PLAIN", "Type": "String", "Value": "x"}},
                "Other": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "SA_OTHER", "Type": "String", "Value": "x"}},
                "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{
                    "Secrets": [{"Name": "A", "ValueFrom": {"Fn::Sub": "arn:aws:ssm:x:y:parameter/SA_PLAIN"}}],
                    "Environment": [{"Name": "B", "Value": {"Ref": "Pin"}}, {"Name": "C", "Value": {"Ref": "Size"}},
                                    {"Name": "D", "Value": "{{resolve:ssm-secure:/x}}"}, {"Name": "E", "Value": {"Fn::Sub": "a${Pin}"}}]
                }]}}
            }
        }"#;
        let template = Template::parse(template).unwrap();
        let variable = |at| ["ContainerDefinitions", "0", "Environment", at, "Value"];
        for (id, steps, secret) in [
            ("Read", &["Value"][..], true),
            ("Read", &["Name"], false),
            ("Other", &["Value"], false),
            ("Task", &variable("0"), true),
            ("Task", &variable("1"), false),
            ("Task", &variable("2"), true),
            ("Task", &variable("3"), true),
            ("Task", &["Family"], false),
            ("None", &["Value"], false),
        ] {
            assert_eq!(is_secret(&template, id, steps), secret, "{id} {steps:?}");
        }
    }
}
