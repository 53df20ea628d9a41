//! Evaluates intrinsic functions, as far as the tests' templates use them.

use super::world::{Held, World};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The values that expressions of one stack can refer to.
pub(super) struct Scope<'a> {
    pub(super) world: &'a World,
    pub(super) stack: &'a str,
    pub(super) parameters: &'a BTreeMap<String, String>,
    pub(super) resources: &'a BTreeMap<String, Held>,
}

impl Scope<'_> {
    pub(super) fn value(&self, value: &Value, imports: &mut BTreeSet<String>) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.value(item, imports)).collect(),
            Value::Object(members) => {
                if let (1, Some((name, argument))) = (members.len(), members.iter().next())
                    && let Some(result) = self.call(name, argument, imports)
                {
                    return Value::String(result);
                }
                let worked_out = members
                    .iter()
                    .map(|(name, value)| (name.clone(), self.value(value, imports)));
                Value::Object(worked_out.collect::<Map<_, _>>())
            }
            other => other.clone(),
        }
    }

    fn call(&self, name: &str, argument: &Value, imports: &mut BTreeSet<String>) -> Option<String> {
        match name {
            "Ref" => Some(self.reference(argument.as_str()?)),
            "Fn::GetAtt" => {
                let id = argument[0].as_str()?;
                let is_bucket = |held: &&Held| held.kind == "AWS::S3::Bucket" && argument[1] == "Arn";
                if let Some(bucket) = self.resources.get(id).filter(is_bucket) {
                    return Some(format!("arn:aws:s3:::{}", bucket.physical));
                }
                Some(format!("{}.{}", self.reference(id), argument[1].as_str()?))
            }
            "Fn::Sub" => Some(argument.as_str()?.replace("${AWS::StackName}", self.stack)),
            "Fn::Join" => {
                let parts = self.value(&argument[1], imports);
                let parts = parts.as_array()?.iter().filter_map(Value::as_str);
                Some(parts.collect::<Vec<_>>().join(argument[0].as_str()?))
            }
            "Fn::ImportValue" => {
                let export = argument.as_str()?;
                imports.insert(export.to_owned());
                let found = self.world.exports().find(|(_, name, _)| *name == export);
                Some(found.map_or("", |(_, _, value)| value).to_owned())
            }
            _ => None,
        }
    }

    fn reference(&self, id: &str) -> String {
        match id {
            "AWS::AccountId" => self.world.account().to_owned(),
            "AWS::Region" => "us-east-1".to_owned(),
            "AWS::StackName" => self.stack.to_owned(),
            _ => {
                let parameter = self.parameters.get(id);
                let resource = self.resources.get(id).map(|held| &held.physical);
                parameter
                    .or(resource)
                    .cloned()
                    .unwrap_or_else(|| format!("<{id}>"))
            }
        }
    }
}
