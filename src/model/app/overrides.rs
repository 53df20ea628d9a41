//! Changes to a resource that is already in a stack: properties, whole members, and findings that you accept.

use super::Stack;
use crate::model::finding::ACCEPTED;
use crate::model::json::{Fields, Json, Target, Text};
use crate::model::template::Resource;
use std::panic::Location;

/// Members that the scope or other methods set.
const OWN: [&str; 7] = [
    "Type",
    "Properties",
    "DependsOn",
    "Condition",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "Metadata",
];

/// Changes one resource; from [`Stack::overrides`]. The CDK calls these escape hatches.
///
/// A path names members with dots and elements of lists with numbers, `Rules.0.Status`; a dot in a name is written
/// `\.`.
/// A change that is not possible is an error of `synth`.
///
/// ```
/// # use sa_infra::app::App;
/// # use sa_infra::aws::sqs;
/// let mut app = App::new();
/// let stack = app.stack("queues");
/// let queue = stack.at("orders").put(sqs::Queue::default());
/// stack
///     .overrides(&queue)
///     .property("NewProperty.Mode", "fast")
///     .accept("property", "Properties/NewProperty", "AWS added it this week");
/// # app.synth().unwrap();
/// ```
#[derive(Debug)]
#[must_use = "nothing changes until you call a method"]
pub struct Overrides<'a> {
    stack: &'a mut Stack,
    target: Target,
}

impl<'a> Overrides<'a> {
    pub(super) fn new(stack: &'a mut Stack, target: Target) -> Self {
        Self { stack, target }
    }

    /// Sets a property, or a member of one.
    #[track_caller]
    pub fn property(self, path: &str, value: impl Into<Json>) -> Self {
        let value = value.into();
        self.change(Location::caller(), |resource| {
            set(&mut resource.properties, path, value)
        })
    }

    /// Removes a property, or a member of one.
    #[track_caller]
    pub fn remove_property(self, path: &str) -> Self {
        self.change(Location::caller(), |resource| {
            remove(&mut resource.properties, path)
        })
    }

    /// Sets a member of the resource other than its properties: `CreationPolicy`, `UpdatePolicy`.
    #[track_caller]
    pub fn member(self, name: impl Into<Text>, value: impl Into<Json>) -> Self {
        let (name, value) = (name.into(), value.into());
        self.change(Location::caller(), |resource| {
            if OWN.contains(&&*name) {
                return Err(format!("{name} cannot be overridden as a member"));
            }
            resource.rest.insert(name, value);
            Ok(())
        })
    }

    /// Accepts the finding of a rule at a place of the resource, `Properties/Name` or `Properties/*`. The entry is
    /// written into the metadata of the resource, so that `check` accepts the finding in the template too. An entry
    /// without a finding is a warning.
    #[track_caller]
    pub fn accept(self, rule: impl Into<Text>, place: impl Into<Text>, reason: impl Into<Text>) -> Self {
        let entry = Fields::from_iter([
            ("rule", rule.into()),
            ("place", place.into()),
            ("reason", reason.into()),
        ]);
        let [ours, list] = ACCEPTED;
        self.change(Location::caller(), |resource| {
            let before = resource
                .metadata
                .get(ours)
                .and_then(|ours| ours.get(list)?.as_list());
            let path = format!("{ours}.{list}.{}", before.map_or(0, <[Json]>::len));
            set(&mut resource.metadata, &path, entry.into())
        })
    }

    fn change(
        self,
        origin: &'static Location<'static>,
        change: impl FnOnce(&mut Resource) -> Result<(), String>,
    ) -> Self {
        let id = self.target.id.clone();
        let is_here = self.target.stack.as_ref() == Some(&self.stack.id);
        let resource = self.stack.template.resources.get_mut(&id).filter(|_| is_here);
        let changed = match resource {
            Some(resource) => change(resource),
            None => Err("overrides name a resource that is not in this stack".to_owned()),
        };
        if let Err(reason) = changed {
            self.stack.problem(
                id,
                origin,
                &reason,
                "name a resource of this stack, and a path or a member that it can have",
            );
        }
        self
    }
}

/// The names of a path; a backslash escapes a dot.
fn names(path: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut chars = path.chars();
    while let Some(char) = chars.next() {
        match (char, names.last_mut()) {
            ('.', _) => names.push(String::new()),
            ('\\', Some(last)) => last.extend(chars.next()),
            (char, Some(last)) => last.push(char),
            _ => {}
        }
    }
    names
}

fn set(properties: &mut Fields, path: &str, value: Json) -> Result<(), String> {
    let mut object = std::mem::take(properties).into();
    let is_set = put(&mut object, &names(path), value);
    if let Json::Map(fields) = object {
        *properties = fields;
    }
    is_set.map_err(|name| format!("{path}: there is no place for {name}"))
}

/// Sets the value at the end of these names. On failure, returns the name that cannot be set.
fn put(at: &mut Json, names: &[String], value: Json) -> Result<(), String> {
    match names.split_first() {
        None => *at = value,
        Some((name, below)) => match member(at, name, true) {
            Some(inner) => put(inner, below, value)?,
            None => return Err(name.clone()),
        },
    }
    Ok(())
}

/// The member or the element of this name, created when `missing` is set.
fn member<'j>(json: &'j mut Json, name: &str, missing: bool) -> Option<&'j mut Json> {
    if matches!(json, Json::Null) && missing {
        *json = if name == "0" {
            Json::List(Vec::new())
        } else {
            Json::Map(Fields::default())
        };
    }
    match json {
        Json::Map(fields) => {
            if fields.get(name).is_none() && missing {
                fields.insert(name.to_owned(), Json::Null);
            }
            fields.get_mut(name)
        }
        Json::List(items) => {
            let index = name.parse::<usize>().ok()?;
            if index == items.len() && missing {
                items.push(Json::Null);
            }
            items.get_mut(index)
        }
        _ => None,
    }
}

fn remove(properties: &mut Fields, path: &str) -> Result<(), String> {
    let nothing = || format!("{path}: there is nothing to remove");
    let names = names(path);
    let (last, above) = names.split_last().ok_or_else(nothing)?;
    let Some((first, rest)) = above.split_first() else {
        return properties.remove(last).map(drop).ok_or_else(nothing);
    };
    let mut at = properties.get_mut(first).ok_or_else(nothing)?;
    for name in rest {
        at = member(at, name, false).ok_or_else(nothing)?;
    }
    match at {
        Json::Map(fields) => fields.remove(last).map(drop).ok_or_else(nothing),
        Json::List(items) => match last.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                Ok(())
            }
            _ => Err(nothing()),
        },
        _ => Err(nothing()),
    }
}

#[cfg(test)]
mod tests {
    use super::{names, remove, set};
    use crate::model::json::{Fields, Json};

    fn changed(
        before: &str,
        change: impl FnOnce(&mut Fields) -> Result<(), String>,
    ) -> Result<String, String> {
        let Json::Map(mut fields) = serde_json::from_str(before).unwrap() else {
            panic!("{before} is no object")
        };
        change(&mut fields)?;
        Ok(serde_json::to_string(&Json::from(fields)).unwrap())
    }

    #[test]
    fn a_path_sets_members_elements_and_what_is_not_there_yet() {
        for (before, path, after) in [
            (r#"{"A":1}"#, "A", r#"{"A":"x"}"#),
            (
                r#"{"A":{"B":[{"C":1}]}}"#,
                "A.B.0.C",
                r#"{"A":{"B":[{"C":"x"}]}}"#,
            ),
            (r#"{"A":[1]}"#, "A.1", r#"{"A":[1,"x"]}"#),
            ("{}", "A.0.B", r#"{"A":[{"B":"x"}]}"#),
            ("{}", r"A.b\.c", r#"{"A":{"b.c":"x"}}"#),
        ] {
            assert_eq!(
                changed(before, |fields| set(fields, path, "x".into())).unwrap(),
                after,
                "{path}"
            );
        }
        for (before, path) in [
            (r#"{"A":"text"}"#, "A.B"),
            (r#"{"A":[1]}"#, "A.3"),
            (r#"{"A":{"Ref":"X"}}"#, "A.B"),
        ] {
            changed(before, |fields| set(fields, path, "x".into())).unwrap_err();
        }
    }

    #[test]
    fn a_path_removes_what_exists() {
        let before = r#"{"A":{"B":[1,2]},"C":3}"#;
        assert_eq!(
            changed(before, |fields| remove(fields, "C")).unwrap(),
            r#"{"A":{"B":[1,2]}}"#
        );
        assert_eq!(
            changed(before, |fields| remove(fields, "A.B.0")).unwrap(),
            r#"{"A":{"B":[2]},"C":3}"#
        );
        for path in ["D", "A.B.7", "C.D", "A.X.Y"] {
            changed(before, |fields| remove(fields, path)).unwrap_err();
        }
        assert_eq!(names(r"a.b\.c"), ["a", "b.c"]);
    }
}
