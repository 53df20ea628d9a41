//! Bytes to template: any CloudFormation JSON file, with every malformed part named at once.

use super::{Output, Parameter, Resource, Section, Template};
use crate::json::{Call, Fields, Json, Text};
use std::fmt;

/// A part of a template that has not the form CloudFormation asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Malformed {
    /// Where, as a path from the root: `Resources/Topic/DependsOn`.
    pub path: String,
    /// What is wrong, a lowercase fragment.
    pub reason: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.reason)
    }
}

impl std::error::Error for Malformed {}

impl Template {
    /// Reads a template. All malformed parts are returned, in the order of the file.
    pub fn parse(text: &str) -> Result<Self, Vec<Malformed>> {
        let json = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            vec![Malformed {
                path: "the file".into(),
                reason: format!("not readable as JSON: {error}"),
            }]
        })?;
        let mut reader = Reader { problems: Vec::new() };
        let template = reader.template(json);
        if reader.problems.is_empty() {
            Ok(template)
        } else {
            Err(reader.problems)
        }
    }
}

struct Reader {
    problems: Vec<Malformed>,
}

impl Reader {
    fn problem(&mut self, path: &str, reason: impl Into<String>) {
        self.problems.push(Malformed {
            path: path.to_owned(),
            reason: reason.into(),
        });
    }

    fn template(&mut self, json: Json) -> Template {
        let mut template = Template::default();
        for (name, value) in self.object("the file", json) {
            match &*name {
                "AWSTemplateFormatVersion" => {
                    if value.as_text() != Some("2010-09-09") {
                        self.problem(&name, "must be \"2010-09-09\", the only version there is");
                    }
                }
                "Description" => template.description = self.text(&name, value),
                "Metadata" => template.metadata = self.object(&name, value),
                "Parameters" => template.parameters = self.section(&name, value, Self::parameter),
                "Mappings" => template.mappings = self.section(&name, value, |_, _, json| json),
                "Conditions" => template.conditions = self.section(&name, value, |_, _, json| json),
                "Resources" => template.resources = self.section(&name, value, Self::resource),
                "Outputs" => template.outputs = self.section(&name, value, Self::output),
                "Transform" | "Rules" | "Hooks" | "Globals" => template.rest.insert(name, value),
                _ => self.problem(&name, "is not a section of a CloudFormation template"),
            }
        }
        template
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
        let kind = self.take_text(path, &mut fields, "Type");
        if kind.is_none() {
            self.problem(path, "has no Type");
        }
        let no_echo = match fields.remove("NoEcho") {
            None | Some(Json::Bool(false)) => false,
            Some(Json::Bool(true)) => true,
            Some(Json::Text(text)) if text == "true" || text == "false" => text == "true",
            Some(_) => {
                self.problem(&format!("{path}/NoEcho"), "must be true or false");
                true
            }
        };
        Parameter {
            kind: kind.unwrap_or_default(),
            default: fields.remove("Default"),
            no_echo,
            rest: fields,
        }
    }

    fn resource(&mut self, path: &str, json: Json) -> Resource {
        let mut fields = self.object(path, json);
        let kind = self.take_text(path, &mut fields, "Type");
        if kind.is_none() {
            self.problem(path, "has no Type");
        }
        Resource {
            kind: kind.unwrap_or_default(),
            properties: self.take_object(path, &mut fields, "Properties"),
            depends_on: self.depends_on(path, fields.remove("DependsOn")),
            condition: self.take_text(path, &mut fields, "Condition"),
            deletion_policy: self.take_policy(path, &mut fields, "DeletionPolicy"),
            update_replace_policy: self.take_policy(path, &mut fields, "UpdateReplacePolicy"),
            metadata: self.take_object(path, &mut fields, "Metadata"),
            rest: fields,
            origin: None,
        }
    }

    fn output(&mut self, path: &str, json: Json) -> Output {
        let mut fields = self.object(path, json);
        let value = fields.remove("Value");
        if value.is_none() {
            self.problem(path, "has no Value");
        }
        let exported = fields.get("Export").is_some();
        let mut export = self.take_object(path, &mut fields, "Export");
        let name = export.remove("Name");
        if exported && name.is_none() {
            self.problem(&format!("{path}/Export"), "has no Name");
        }
        let output = Output {
            description: self.take_text(path, &mut fields, "Description"),
            value: value.unwrap_or_default(),
            export: name,
            condition: self.take_text(path, &mut fields, "Condition"),
            origin: None,
        };
        let unknown = fields.iter().map(|(name, _)| format!("{path}/{name}"));
        let unknown = unknown.chain(export.iter().map(|(name, _)| format!("{path}/Export/{name}")));
        for path in unknown {
            self.problem(&path, "is not a member of an output");
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
            );
        }
        ids
    }

    fn take_text(&mut self, path: &str, fields: &mut Fields, name: &str) -> Option<Text> {
        let value = fields.remove(name)?;
        self.text(&format!("{path}/{name}"), value)
    }

    /// A policy may be a function where the template asks for language extensions: it is kept as it is then.
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
        self.problem(path, format!("must be a string, and is {}", json.kind()));
        None
    }

    fn object(&mut self, path: &str, json: Json) -> Fields {
        match json {
            Json::Map(fields) => fields,
            Json::Call(call) => match *call {
                // A macro stands for the members that it will bring.
                Call::Function(name, argument) if name == "Fn::Transform" => {
                    Fields::from_iter([(name, argument)])
                }
                call => self.no_object(path, Json::from(call).kind()),
            },
            _ => self.no_object(path, json.kind()),
        }
    }

    fn no_object(&mut self, path: &str, kind: &str) -> Fields {
        self.problem(path, format!("must be an object, and is {kind}"));
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
                "Outputs/B/Vale: is not an attribute of an output"
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
                "Resources/B",
                "Resources/B/DependsOn",
                "Stuff"
            ]
        );
    }
}
