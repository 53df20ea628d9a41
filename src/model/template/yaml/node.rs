//! A value of a YAML document, as written: with its tag and its place.

use crate::model::template::place::Place;
use std::rc::Rc;

/// A value. What aliases repeat is shared.
#[derive(Debug)]
pub(in crate::model::template) struct Node {
    /// Where it begins, its tag included.
    pub(in crate::model::template) place: Place,
    /// The tag in front of it, resolved: `!Ref`, `tag:yaml.org,2002:str`.
    pub(in crate::model::template) tag: Option<String>,
    /// What it holds.
    pub(in crate::model::template) value: Value,
    /// How many levels there are in it.
    pub(super) depth: usize,
    /// How much it makes, written out: a measure of values and bytes.
    pub(super) weight: usize,
}

/// What a node holds.
#[derive(Debug)]
pub(in crate::model::template) enum Value {
    /// A scalar, and whether it has neither quotes nor the form of a block.
    Scalar { text: String, is_plain: bool },
    /// A sequence.
    List(Vec<Rc<Node>>),
    /// A mapping: keys and values, merge keys still among them.
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}
