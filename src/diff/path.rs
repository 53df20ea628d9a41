//! The path of a value in a template.

use serde::{Serialize, Serializer};
use std::fmt;

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// To a member of an object.
    Key(String),
    /// To the element of a list with this name, key or id.
    Item(String),
    /// To an element of a list by its index from 0: after the change, or before it for a removed element.
    Index(usize),
    /// To some element of a list whose order does not matter.
    Any,
}

/// The steps from a template, or from one of its resources, to a value.
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
