//! The members of an object, in order, each key once.

use super::{Json, Text};

/// From this number of members on, a table finds them.
pub(super) const MANY: usize = 32;

/// The members of an object, in the order in which they were written, each key once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Vec<(Text, Json)>);

impl Fields {
    /// No members yet, with room for `capacity`.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The value of `key`, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Json> {
        self.0
            .iter_mut()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// Sets `key`. An existing member keeps its position.
    pub fn insert(&mut self, key: impl Into<Text>, value: impl Into<Json>) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(slot) => *slot = value.into(),
            None => self.0.push((key, value.into())),
        }
    }

    /// Appends a member known to be new.
    pub(crate) fn push(&mut self, key: Text, value: Json) {
        self.0.push((key, value));
    }

    /// Removes `key`.
    pub fn remove(&mut self, key: &str) -> Option<Json> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(at).1)
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The only member of an object that has exactly one.
    pub fn only(&self) -> Option<(&str, &Json)> {
        match self.0.as_slice() {
            [(name, value)] => Some((name, value)),
            _ => None,
        }
    }

    /// The members, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The values, in order, to change them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Json> {
        self.0.iter_mut().map(|(_, value)| value)
    }
}

impl IntoIterator for Fields {
    type Item = (Text, Json);
    type IntoIter = std::vec::IntoIter<(Text, Json)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: Into<Text>, V: Into<Json>> FromIterator<(K, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(iter: I) -> Self {
        let mut fields = Self::default();
        // By name once there are many, so that the time stays proportional to their number.
        let mut places = std::collections::HashMap::new();
        for (key, value) in iter {
            let key = key.into();
            if fields.0.len() < MANY {
                fields.insert(key, value);
                continue;
            }
            if places.is_empty() {
                places.extend(
                    fields
                        .0
                        .iter()
                        .enumerate()
                        .map(|(at, (name, _))| (name.clone(), at)),
                );
            }
            if let Some((_, slot)) = places.get(&key).and_then(|at| fields.0.get_mut(*at)) {
                *slot = value.into();
            } else {
                places.insert(key.clone(), fields.0.len());
                fields.0.push((key, value.into()));
            }
        }
        fields
    }
}
