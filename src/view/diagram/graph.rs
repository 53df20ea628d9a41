//! The parts of a picture: items in layers, and the links between them.

/// Space between boxes of a layer.
pub(super) const APART: f64 = 16.0;
/// Room for the name of a stack, at its left.
pub(super) const RAIL: f64 = 30.0;

/// What has a place in a layer.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) what: What,
    pub(super) width: f64,
    pub(super) height: f64,
    /// The centre, from the left.
    pub(super) x: f64,
    /// The upper edge.
    pub(super) y: f64,
    /// The lower edge of its layer, down to which arrows go straight.
    pub(super) end: f64,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum What {
    /// A box, by its place in the diagram.
    Node(usize),
    /// An arrow that passes.
    Pass(usize),
    /// What is written at an arrow, which passes.
    Label(usize),
}

impl Item {
    /// How far from its centre arrows reach it: they pass at the left of what is written at them.
    pub(super) fn aside(&self) -> f64 {
        match self.what {
            What::Label(_) => 3.0 - self.width / 2.0,
            What::Node(_) | What::Pass(_) => 0.0,
        }
    }
}

/// Everything, in its place.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) items: Vec<Item>,
    /// Items by layer, from left to right.
    pub(super) layers: Vec<Vec<usize>>,
    /// Pairs of items in neighbouring layers, upper first, with their arrow.
    pub(super) links: Vec<(usize, usize, usize)>,
    /// For each stack of the diagram, its upper and its lower edge.
    pub(super) panels: Vec<(f64, f64)>,
    pub(super) width: f64,
    pub(super) height: f64,
}
