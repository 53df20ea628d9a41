//! A value of a YAML document, as written: with its tag and its place.

use crate::model::template::place::Place;
use std::rc::Rc;

/// A value. Aliases share it.
#[derive(Debug)]
pub(in crate::model::template) struct Node {
    /// Where it begins, including its tag.
    pub(in crate::model::template) place: Place,
    /// The tag in front of it, resolved: `!Ref`, `tag:yaml.org,2002:str`.
    pub(in crate::model::template) tag: Option<String>,
    /// What it holds.
    pub(in crate::model::template) value: Value,
    /// Its depth in levels.
    pub(super) depth: usize,
    /// Its size with aliases expanded: a measure of values and bytes.
    pub(super) weight: usize,
}

/// What a node holds.
#[derive(Debug)]
pub(in crate::model::template) enum Value {
    /// A scalar, and whether it is plain: without quotes, and not a block.
    Scalar { text: String, is_plain: bool },
    /// A sequence.
    List(Vec<Rc<Node>>),
    /// A mapping: keys and values, with merge keys not resolved yet.
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}
