//! Where in a template a value is.

use serde::{Serialize, Serializer};
use std::fmt;

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// To a member of an object.
    Key(String),
    /// To the element of a list that has this name, key or id.
    Item(String),
    /// To an element of a list by its place, counted from 0: after the change, or before it when it goes.
    Index(usize),
    /// To some element of a list whose order says nothing.
    Any,
}

/// Steps from a template, or from one of its resources, down to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The path of these members.
    pub fn keys<const N: usize>(keys: [&str; N]) -> Self {
        Self(keys.map(|key| Step::Key(key.to_owned())).into())
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(name) | Self::Item(name) => formatter.write_str(name),
            Self::Index(index) => write!(formatter, "{index}"),
            Self::Any => formatter.write_str("*"),
        }
    }
}

/// `Properties/Tags/Name`.
impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            let slash = if at == 0 { "" } else { "/" };
            write!(formatter, "{slash}{step}")?;
        }
        Ok(())
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
