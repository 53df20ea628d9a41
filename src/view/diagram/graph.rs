//! The parts of a diagram: items in layers, and the links between them.

/// Space between boxes of a layer.
pub(super) const APART: f64 = 16.0;
/// Space for the name of a stack, on its left.
pub(super) const RAIL: f64 = 30.0;

/// An item with a position in a layer.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) what: What,
    pub(super) width: f64,
    pub(super) height: f64,
    /// The horizontal center.
    pub(super) x: f64,
    /// The upper edge.
    pub(super) y: f64,
    /// The lower edge of its layer; arrows are straight until there.
    pub(super) end: f64,
}

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum What {
    /// A box, by its index in the diagram.
    Node(usize),
    /// An arrow that passes through the layer.
    Pass(usize),
    /// The label of an arrow that passes through the layer.
    Label(usize),
}

impl Item {
    /// How far left of its center arrows reach it: they pass to the left of their label.
    pub(super) fn aside(&self) -> f64 {
        match self.what {
            What::Label(_) => 3.0 - self.width / 2.0,
            What::Node(_) | What::Pass(_) => 0.0,
        }
    }
}

/// The complete layout.
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
