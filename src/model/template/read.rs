//! Bytes to template: any CloudFormation file, in JSON or YAML, with all malformed parts reported at once.

use super::malformed::Malformed;
use super::{Output, Parameter, Resource, Section, Template, yaml};
use crate::model::json::{Call, Fields, Json, Text};
use crate::model::suggestion::{misspelling, nearest};
use indexmap::IndexMap;

/// The sections of a template that are read, and those that are kept for macros.
const SECTIONS: [&str; 12] = [
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Mappings",
    "Conditions",
    "Resources",
    "Outputs",
    "Transform",
    "Rules",
    "Hooks",
    "Globals",
];

impl Template {
    /// Reads a template: JSON when it begins with a brace or a bracket, as in CloudFormation, otherwise YAML. Returns
    /// all malformed parts, in the order of the file.
    pub fn parse(text: &str) -> Result<Self, Vec<Malformed>> {
        let (template, problems) = Self::read(text);
        match template {
            Some(template) if problems.is_empty() => Ok(template),
            _ => Err(problems),
        }
    }

    /// Reads the valid parts of a template, and returns the malformed ones separately. There is no template when the
    /// text is neither JSON nor YAML.
    pub fn read(text: &str) -> (Option<Self>, Vec<Malformed>) {
        let mut reader = Reader { problems: Vec::new() };
        match document(text) {
            Ok(json) => (Some(reader.template(json)), reader.problems),
            Err(problem) => (None, vec![problem]),
        }
    }

    /// Whether a string has a section of a template, or a misspelled `Resources`. A string that cannot be read counts
    /// as a template, because it may be a broken one.
    pub fn has_section(text: &str) -> bool {
        // The events of EventBridge have `resources`.
        let is_misspelled = |name: &str| name != "resources" && misspelling(name, ["Resources"]).is_some();
        let is_section = |name: &str| SECTIONS.contains(&name) || is_misspelled(name);
        match document(text) {
            Ok(Json::Map(fields)) => fields.iter().any(|(name, _)| is_section(name) || is_macro(name)),
            Ok(_) => false,
            Err(_) => true,
        }
    }
}

/// The file as JSON.
fn document(text: &str) -> Result<Json, Malformed> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with(['{', '[']) {
        serde_json::from_str(text).map_err(|error| unreadable(&error))
    } else {
        yaml::read(text)
    }
}

fn unreadable(error: &serde_json::Error) -> Malformed {
    let said = error.to_string();
    if let Some(place) = said.strip_prefix("recursion limit exceeded") {
        return Malformed {
            path: String::new(),
            reason: format!("is nested deeper than 127 levels{place}"),
            fix: "write it with fewer levels".to_owned(),
        };
    }
    // It is JSON, but not a template: a duplicate key, a number that is too large.
    let reason = if error.is_data() {
        error.to_string()
    } else {
        format!("not valid JSON: {error}")
    };
    Malformed {
        path: String::new(),
        reason,
        fix: "correct the syntax".to_owned(),
    }
}

/// Single parts of a template, read from JSON. Malformed members are omitted.
pub mod parts {
    use super::{Json, Output, Reader, Resource};

    /// A resource.
    pub fn resource(json: Json) -> Resource {
        Reader { problems: Vec::new() }.resource("", json)
    }

    /// An output.
    pub fn output(json: Json) -> Output {
        Reader { problems: Vec::new() }.output("", json)
    }
}

/// Whether the name is a macro that expands to members.
fn is_macro(name: &str) -> bool {
    name == "Fn::Transform" || name.starts_with("Fn::ForEach::")
}

struct Reader {
    problems: Vec<Malformed>,
}

impl Reader {
    fn problem(&mut self, path: &str, reason: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(Malformed {
            path: path.to_owned(),
            reason: reason.into(),
            fix: fix.into(),
        });
    }

    /// Reports a name that is not allowed in its place, with the one that was probably meant.
    fn unknown(&mut self, path: &str, of: &str, known: &[&str]) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let fix = match nearest(name, known.iter().copied()) {
            Some(name) => format!("did you mean {name}"),
            None => format!("use one of {}, or remove it", known.join(", ")),
        };
        self.problem(path, format!("is not a {of}"), fix);
    }

    fn template(&mut self, json: Json) -> Template {
        let mut template = Template::default();
        for (name, value) in self.object("", json) {
            match &*name {
                "AWSTemplateFormatVersion" => {
                    if value.as_text() != Some("2010-09-09") {
                        let reason = "must be \"2010-09-09\", the only version";
                        self.problem(&name, reason, "write \"2010-09-09\", or remove it");
                    }
                }
                "Description" => template.description = self.text(&name, value),
                "Metadata" => template.metadata = self.object(&name, value),
                "Parameters" => {
                    template.parameters =
                        self.parts(&mut template.macros, "Parameters", value, Self::parameter);
                }
                "Mappings" => template.mappings = self.section(&name, value, |_, _, json| json),
                "Conditions" => template.conditions = self.section(&name, value, |_, _, json| json),
                "Resources" => {
                    template.resources = self.parts(&mut template.macros, "Resources", value, Self::resource);
                }
                "Outputs" => {
                    template.outputs = self.parts(&mut template.macros, "Outputs", value, Self::output);
                }
                "Transform" | "Rules" | "Hooks" | "Globals" => template.rest.insert(name, value),
                _ => self.unknown(&name, "section of a CloudFormation template", &SECTIONS),
            }
        }
        template
    }

    /// A section of resources, parameters or outputs. Its loops and macros are kept separately.
    fn parts<T>(
        &mut self,
        macros: &mut IndexMap<&'static str, Fields>,
        name: &'static str,
        json: Json,
        read: impl FnMut(&mut Self, &str, Json) -> T,
    ) -> Section<T> {
        let members = self.object(name, json).into_iter();
        let (aside, fields): (Vec<_>, Vec<_>) = members.partition(|(name, _)| is_macro(name));
        if !aside.is_empty() {
            macros.insert(name, aside.into_iter().collect());
        }
        self.section(name, Json::Map(fields.into_iter().collect()), read)
    }

    fn section<T>(
        &mut self,
        path: &str,
        json: Json,
        mut read: impl FnMut(&mut Self, &str, Json) -> T,
    ) -> Section<T> {
        let members = self.object(path, json).into_iter();
        members
            .map(|(name, value)| (name.as_ref().into(), read(self, &format!("{path}/{name}"), value)))
            .collect()
    }

    fn parameter(&mut self, path: &str, json: Json) -> Parameter {
        let mut fields = self.object(path, json);
        let kind = self.take_type(path, &mut fields, "String");
        let no_echo = match fields.remove("NoEcho") {
            None | Some(Json::Bool(false)) => false,
            Some(Json::Bool(true)) => true,
            Some(Json::Text(text)) if text == "true" || text == "false" => text == "true",
            Some(_) => {
                self.problem(
                    &format!("{path}/NoEcho"),
                    "must be true or false",
                    "write true where the value is secret",
                );
                true
            }
        };
        Parameter {
            kind,
            default: fields.remove("Default"),
            no_echo,
            rest: fields,
        }
    }

    fn resource(&mut self, path: &str, json: Json) -> Resource {
        let mut fields = self.object(path, json);
        let kind = self.take_type(path, &mut fields, "AWS::SNS::Topic");
        Resource {
            kind,
            properties: self.take_object(path, &mut fields, "Properties"),
            depends_on: self.depends_on(path, fields.remove("DependsOn")),
            condition: self.take_text(path, &mut fields, "Condition"),
            deletion_policy: self.take_policy(path, &mut fields, "DeletionPolicy"),
            update_replace_policy: self.take_policy(path, &mut fields, "UpdateReplacePolicy"),
            metadata: self.take_object(path, &mut fields, "Metadata"),
            rest: fields,
            path: "".into(),
            origin: None,
        }
    }

    fn output(&mut self, path: &str, json: Json) -> Output {
        let mut fields = self.object(path, json);
        let value = fields.remove("Value");
        if value.is_none() {
            self.problem(path, "has no Value", "add a Value");
        }
        let exported = fields.get("Export").is_some();
        let mut export = self.take_object(path, &mut fields, "Export");
        let name = export.remove("Name");
        if exported && name.is_none() {
            self.problem(
                &format!("{path}/Export"),
                "has no Name",
                "add the Name for imports",
            );
        }
        let output = Output {
            description: self.take_text(path, &mut fields, "Description"),
            value: value.unwrap_or_default(),
            export: name,
            condition: self.take_text(path, &mut fields, "Condition"),
            origin: None,
        };
        for (name, _) in fields.iter() {
            let known = ["Description", "Value", "Export", "Condition"];
            self.unknown(&format!("{path}/{name}"), "member of an output", &known);
        }
        for (name, _) in export.iter() {
            self.unknown(&format!("{path}/Export/{name}"), "member of an export", &["Name"]);
        }
        output
    }

    fn depends_on(&mut self, path: &str, json: Option<Json>) -> Vec<std::sync::Arc<str>> {
        let items = match json {
            None => return Vec::new(),
            Some(Json::List(items)) => items,
            Some(one) => vec![one],
        };
        let ids = items
            .iter()
            .filter_map(|item| item.as_text().map(Into::into))
            .collect::<Vec<_>>();
        if ids.len() < items.len() {
            self.problem(
                &format!("{path}/DependsOn"),
                "must be a logical id or a list of them",
                "write, for example, \"Topic\" or [\"Topic\", \"Queue\"]",
            );
        }
        ids
    }

    fn take_type(&mut self, path: &str, fields: &mut Fields, example: &str) -> Text {
        if fields.get("Type").is_none() {
            self.problem(path, "has no Type", format!("add a Type, for example {example}"));
        }
        self.take_text(path, fields, "Type").unwrap_or_default()
    }

    fn take_text(&mut self, path: &str, fields: &mut Fields, name: &str) -> Option<Text> {
        let value = fields.remove(name)?;
        self.text(&format!("{path}/{name}"), value)
    }

    /// Takes a policy. If it is a function, it is kept as it is.
    fn take_policy(&mut self, path: &str, fields: &mut Fields, name: &str) -> Option<Text> {
        match fields.get(name) {
            Some(Json::Call(_)) => None,
            _ => self.take_text(path, fields, name),
        }
    }

    fn take_object(&mut self, path: &str, fields: &mut Fields, name: &str) -> Fields {
        let value = fields.remove(name);
        value
            .map(|value| self.object(&format!("{path}/{name}"), value))
            .unwrap_or_default()
    }

    fn text(&mut self, path: &str, json: Json) -> Option<Text> {
        if let Json::Text(text) = json {
            return Some(text);
        }
        let reason = format!("must be a string, but is {}", json.kind());
        self.problem(path, reason, "write a string in quotes");
        None
    }

    fn object(&mut self, path: &str, json: Json) -> Fields {
        match json {
            Json::Map(fields) => fields,
            Json::Call(call) => match *call {
                // A macro stands for the members that it expands to, a condition for those of its branches.
                Call::Function(name, argument)
                    if is_macro(&name) || (name == "Fn::If" && path.ends_with("/Properties")) =>
                {
                    Fields::from_iter([(name, argument)])
                }
                call => self.no_object(path, Json::from(call).kind()),
            },
            _ => self.no_object(path, json.kind()),
        }
    }

    fn no_object(&mut self, path: &str, kind: &str) -> Fields {
        let reason = format!("must be an object, but is {kind}");
        self.problem(path, reason, "write its members, each with its name");
        Fields::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_survives_the_way_there_and_back() {
        let text = r#"{"AWSTemplateFormatVersion":"2010-09-09","Parameters":{"P":{"Type":"String","NoEcho":true}},"Resources":{"T":{"Type":"AWS::SNS::Topic","DependsOn":["U"],"Properties":{"TopicName":{"Ref":"P"}},"DeletionPolicy":"Retain"}},"Outputs":{"O":{"Value":{"Ref":"T"},"Export":{"Name":"n"}}}}"#;
        assert_eq!(Template::parse(text).unwrap().to_compact(), text);
    }

    #[test]
    fn what_only_macros_and_extensions_write_is_kept() {
        let text = r#"{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"T":{"Type":"AWS::SNS::Topic","Properties":{"Fn::Transform":{"Name":"M"}},"DeletionPolicy":{"Ref":"P"}}}}"#;
        assert_eq!(Template::parse(text).unwrap().to_compact(), text);
    }

    #[test]
    fn an_output_says_nothing_that_would_be_lost() {
        let text = r#"{"Outputs":{"A":{"Value":1,"Export":{}},"B":{"Value":1,"Vale":2}}}"#;
        let problems = Template::parse(text).unwrap_err();
        let lines = problems.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            lines,
            [
                "Outputs/A/Export: has no Name",
                "Outputs/B/Vale: is not a member of an output"
            ]
        );
    }

    #[test]
    fn every_malformed_part_is_named() {
        let text = r#"{"Resources":{"A":{},"B":{"Type":3,"DependsOn":[1]}},"Stuff":{}}"#;
        let problems = Template::parse(text).unwrap_err();
        let paths = problems
            .iter()
            .map(|problem| problem.path.as_str())
            .collect::<Vec<_>>();
        assert_eq!(
            paths,
            [
                "Resources/A",
                "Resources/B/Type",
                "Resources/B/DependsOn",
                "Stuff"
            ]
        );
    }
}
