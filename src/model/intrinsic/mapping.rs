//! A mapping of a stack, whose entries are values.

use super::find_in_map;
use crate::model::json::Text;
use crate::model::value::Val;

/// A mapping of a stack; what `Stack::mapping` returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping(pub(crate) Text);

impl Mapping {
    /// `Fn::FindInMap`: the entry under two keys.
    pub fn find<T>(&self, first: impl Into<Val<String>>, second: impl Into<Val<String>>) -> Val<T> {
        find_in_map(&*self.0, first, second)
    }
}
