//! Bytes to template: any CloudFormation file, in JSON or YAML, with all malformed parts reported at once.

mod members;

use super::malformed::Malformed;
use super::{Output, Parameter, Resource, Section, Template, yaml};
use crate::model::json::{Fields, Json};
use crate::model::suggestion::misspelling;
use indexmap::IndexMap;

use members::is_macro;

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

struct Reader {
    problems: Vec<Malformed>,
}

impl Reader {
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
}

#[cfg(test)]
mod tests;
