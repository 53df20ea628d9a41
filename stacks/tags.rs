//! The tags `description` and `name` of these systems, in the form of each service.

use sa_infra::value::{List, Map, Prop};
use std::borrow::Cow;

/// The two tags of one resource.
pub struct Tags {
    name: String,
    description: String,
}

impl Tags {
    pub fn new(name: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
        }
    }

    /// In the form that `tag` creates: `s3::Tag::new`.
    pub fn list<T>(self, tag: impl Fn(String, String) -> T) -> Prop<List<T>> {
        let pairs = self.pairs().into_iter();
        pairs
            .map(|(key, value)| tag(key.into_owned(), value))
            .collect::<List<_>>()
            .into()
    }

    /// As a map, the form of Systems Manager.
    pub fn map(self) -> Prop<Map<String>> {
        self.pairs().into_iter().collect::<Map<_>>().into()
    }

    /// As key and value.
    pub fn pairs(self) -> Vec<(Cow<'static, str>, String)> {
        vec![
            ("description".into(), self.description),
            ("name".into(), self.name),
        ]
    }
}
