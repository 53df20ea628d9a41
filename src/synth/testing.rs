//! Tests of stacks: the contents of a template, and captured values.

mod pattern;

use super::Assembly;
use crate::model::template::Template;
use serde_json::Value;
use std::collections::BTreeMap;

pub use serde_json::json;

pub use pattern::{absent, any, array_with, capture, exact, text_with};

/// A synthesized stack under test.
///
/// ```
/// use sa_infra::app::App;
/// use sa_infra::aws::s3;
/// use sa_infra::testing::{Stack, any};
/// use serde_json::json;
///
/// let mut app = App::new();
/// app.stack("files").at("uploads").put(s3::Bucket {
///     versioning_configuration: s3::VersioningConfiguration::new(s3::VersioningConfigurationStatus::Enabled).into(),
///     ..Default::default()
/// });
/// let assembly = app.synth()?;
/// let files = Stack::of(&assembly, "files");
/// files.count("AWS::S3::Bucket", 1);
/// files.has("AWS::S3::Bucket", &json!({"VersioningConfiguration": {"Status": any()}}));
/// # Ok::<(), sa_infra::finding::Findings>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Stack<'a> {
    template: &'a Template,
}

/// A resource that a pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its logical id.
    pub logical_id: String,
    /// Its construct path.
    pub path: String,
    /// What [`capture`] captured, by name.
    pub captures: BTreeMap<String, Value>,
}

impl<'a> Stack<'a> {
    /// The stack with this id.
    ///
    /// # Panics
    ///
    /// If the assembly has no such stack.
    #[track_caller]
    pub fn of(assembly: &'a Assembly, id: &str) -> Self {
        let stacks = || assembly.stacks.iter().map(|stack| &*stack.id).collect::<Vec<_>>();
        match assembly.stack(id) {
            Some(stack) => Self {
                template: &stack.template,
            },
            None => fail(&format!("no stack {id}; the app has {}", stacks().join(", "))),
        }
    }

    /// Every resource of this type whose properties match, in the order of the template.
    ///
    /// An object of the pattern matches an object that has at least its members. Anything else has to be equal, unless
    /// it is [`any`], [`absent`], [`array_with`], [`exact`], [`text_with`] or [`capture`].
    pub fn find(&self, kind: &str, properties: &Value) -> Vec<Match> {
        let candidates = self.candidates(kind, properties).into_iter();
        candidates
            .filter_map(|(found, wrong)| wrong.is_empty().then_some(found))
            .collect()
    }

    /// The only resource of this type whose properties match.
    ///
    /// # Panics
    ///
    /// If there is none, with what is different in the nearest one, or if there are several.
    #[track_caller]
    pub fn has(&self, kind: &str, properties: &Value) -> Match {
        let mut found = self.find(kind, properties);
        match (found.pop(), found.pop()) {
            (Some(only), None) => only,
            (None, _) => fail(&self.missing(kind, properties)),
            (Some(one), Some(other)) => fail(&format!(
                "several {kind} match, among them {} and {}: write what tells them apart",
                other.logical_id, one.logical_id
            )),
        }
    }

    /// There is no resource of this type whose properties match.
    ///
    /// # Panics
    ///
    /// If there is one.
    #[track_caller]
    pub fn has_no(&self, kind: &str, properties: &Value) {
        if let Some(found) = self.find(kind, properties).pop() {
            fail(&format!(
                "{} ({}) matches, and no {kind} should",
                found.logical_id, found.path
            ));
        }
    }

    /// There are so many resources of this type.
    ///
    /// # Panics
    ///
    /// If there are more or fewer.
    #[track_caller]
    pub fn count(&self, kind: &str, expected: usize) {
        let all = self.find(kind, &Value::Object(serde_json::Map::new()));
        if all.len() != expected {
            let ids = all
                .iter()
                .map(|one| &*one.logical_id)
                .collect::<Vec<_>>()
                .join(", ");
            fail(&format!(
                "expected {expected} of {kind}, found {}: {ids}",
                all.len()
            ));
        }
    }

    /// An output of this name whose value matches.
    ///
    /// # Panics
    ///
    /// If there is none, or its value is different.
    #[track_caller]
    pub fn has_output(&self, name: &str, value: &Value) -> BTreeMap<String, Value> {
        let Some(output) = self.template.outputs.get(name) else {
            let names = self
                .template
                .outputs
                .keys()
                .map(|name| &**name)
                .collect::<Vec<_>>();
            fail(&format!("no output {name}; the stack has {}", names.join(", ")))
        };
        let (captures, wrong) = pattern::compare(value, &plain(&output.value));
        if !wrong.is_empty() {
            fail(&format!("the output {name} is different:\n{}", wrong.join("\n")));
        }
        captures
    }

    /// The template as formatted JSON, for a snapshot.
    pub fn snapshot(&self) -> String {
        self.template.to_pretty()
    }

    fn candidates(self, kind: &str, properties: &Value) -> Vec<(Match, Vec<String>)> {
        let resources = self.template.resources.iter();
        let resources = resources.filter(|(_, resource)| resource.kind == kind);
        let compared = resources.map(|(id, resource)| {
            let (captures, wrong) = pattern::compare(properties, &plain(&resource.properties));
            let found = Match {
                logical_id: id.to_string(),
                path: resource.path.to_string(),
                captures,
            };
            (found, wrong)
        });
        compared.collect()
    }

    /// Why there is no match: the nearest resource of the type, or the types of the template.
    fn missing(self, kind: &str, properties: &Value) -> String {
        let candidates = self.candidates(kind, properties);
        let Some((nearest, wrong)) = candidates.iter().min_by_key(|(_, wrong)| wrong.len()) else {
            let mut kinds = self
                .template
                .resources
                .values()
                .map(|resource| &*resource.kind)
                .collect::<Vec<_>>();
            kinds.sort_unstable();
            kinds.dedup();
            return format!("the stack has no {kind}; it has {}", kinds.join(", "));
        };
        format!(
            "no {kind} matches; the nearest of {} is {} ({}):\n{}",
            candidates.len(),
            nearest.logical_id,
            nearest.path,
            wrong.join("\n")
        )
    }
}

/// The value as in the template.
fn plain(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

#[track_caller]
#[expect(clippy::panic, reason = "an assertion of a test fails by panicking")]
fn fail(message: &str) -> ! {
    panic!("{message}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{App, Untyped};
    use crate::model::intrinsic::object;
    use serde_json::json;

    fn assembly() -> Assembly {
        let mut app = App::new();
        let stack = app.stack("files");
        for (id, days) in [("a", 3), ("b", 5)] {
            let properties = object([("RetentionInDays", days.into()), ("LogGroupName", id.into())]);
            stack.at(id).put(Untyped::new("AWS::Logs::LogGroup", properties));
        }
        stack.at("name").output("A name", "x");
        app.synth().unwrap()
    }

    fn said(check: impl FnOnce(Stack<'_>) + std::panic::UnwindSafe) -> String {
        let assembly = assembly();
        let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            check(Stack::of(&assembly, "files"));
        }));
        *failed.unwrap_err().downcast::<String>().unwrap()
    }

    #[test]
    fn what_exists_is_found_counted_and_captured() {
        let assembly = assembly();
        let files = Stack::of(&assembly, "files");
        files.count("AWS::Logs::LogGroup", 2);
        let found = files.has(
            "AWS::Logs::LogGroup",
            &json!({"RetentionInDays": 5, "LogGroupName": capture("name")}),
        );
        assert_eq!(
            (&*found.path, &found.captures["name"]),
            ("b/Resource", &json!("b"))
        );
        files.has_no("AWS::Logs::LogGroup", &json!({"RetentionInDays": 7}));
        files.has_output("name", &json!(text_with("x")));
        assert!(files.snapshot().contains("\"RetentionInDays\": 3"));
    }

    #[test]
    fn a_failure_says_what_exists() {
        let nearest = said(|files| drop(files.has("AWS::Logs::LogGroup", &json!({"RetentionInDays": 7}))));
        assert!(
            nearest.starts_with("no AWS::Logs::LogGroup matches; the nearest of 2 is a"),
            "{nearest}"
        );
        assert!(
            nearest.ends_with("  RetentionInDays: expected 7, found 3"),
            "{nearest}"
        );
        let kinds = said(|files| drop(files.has("AWS::S3::Bucket", &json!({}))));
        assert_eq!(
            kinds,
            "the stack has no AWS::S3::Bucket; it has AWS::Logs::LogGroup"
        );
        assert!(said(|files| drop(files.has("AWS::Logs::LogGroup", &json!({})))).starts_with("several"));
        assert!(said(|files| files.count("AWS::Logs::LogGroup", 1)).starts_with("expected 1"));
    }
}
