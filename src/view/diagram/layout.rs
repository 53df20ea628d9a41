//! The layout: boxes in layers, one stack below the other, arrows from top to bottom around the boxes.
//!
//! An arrow that passes through a layer gets a position in it like a box, and so does its label: nothing can overlap.

use super::crossings;
use super::graph::{Item, Layout, What};
use super::label;
use super::layers::layers;
use super::place;
use super::width::width;
use crate::synth::diagram::Diagram;

/// Space around text in a box.
const PADDING: f64 = 10.0;
/// Space between layers, and additional space at the borders of stacks.
const BETWEEN: f64 = 34.0;
const BORDER: f64 = 18.0;

pub(super) fn layout(diagram: &Diagram) -> Layout {
    let sizes = diagram.boxes.iter().map(size).collect::<Vec<_>>();
    let ranks = layers(diagram, &sizes.iter().map(|size| size.0).collect::<Vec<_>>());
    let mut layout = Layout::default();
    for (node, (width, height)) in sizes.iter().enumerate() {
        // Odd layers are for the labels of arrows.
        layout.add(ranks[node] * 2, What::Node(node), *width, *height);
    }
    for at in 0..diagram.arrows.len() {
        layout.chain(diagram, &ranks, at);
    }
    layout.close_gaps();
    crossings::reduce(&mut layout);
    place::across(&mut layout);
    layout.stack_up(diagram);
    layout
}

fn size(node: &crate::synth::diagram::Node) -> (f64, f64) {
    let lines = label::lines(node);
    let widest = lines.iter().map(label::Line::width).fold(90.0, f64::max);
    let height = f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX)) * label::LINE;
    ((widest + 2.0 * PADDING).ceil(), height + PADDING + 2.0)
}

impl Layout {
    fn add(&mut self, layer: usize, what: What, width: f64, height: f64) -> usize {
        if self.layers.len() <= layer {
            self.layers.resize(layer + 1, Vec::new());
        }
        self.layers[layer].push(self.items.len());
        self.items.push(Item {
            what,
            width,
            height,
            x: 0.0,
            y: 0.0,
            end: 0.0,
        });
        self.items.len() - 1
    }

    /// The path of an arrow through the layers between its boxes.
    fn chain(&mut self, diagram: &Diagram, ranks: &[usize], at: usize) {
        let arrow = &diagram.arrows[at];
        let (upper, lower) = if ranks[arrow.from] < ranks[arrow.to] {
            (arrow.from, arrow.to)
        } else {
            (arrow.to, arrow.from)
        };
        let actions = label::actions(arrow);
        let mut before = upper;
        for layer in ranks[upper] * 2 + 1..ranks[lower] * 2 {
            let is_last = layer + 1 == ranks[lower] * 2;
            let item = if is_last && !actions.is_empty() {
                let widest = actions.iter().map(|text| width(text, label::SMALL));
                let lines = f64::from(u32::try_from(actions.len()).unwrap_or(u32::MAX));
                let widest = widest.fold(0.0, f64::max).ceil() + 12.0;
                self.add(layer, What::Label(at), widest, lines * 12.5 + 5.0)
            } else {
                self.add(layer, What::Pass(at), 4.0, 0.0)
            };
            self.links.push((before, item, at));
            before = item;
        }
        self.links.push((before, lower, at));
    }

    /// Removes layers that contain only passing arrows.
    fn close_gaps(&mut self) {
        let mut gone = Vec::new();
        self.layers.retain(|layer| {
            let is_kept = layer
                .iter()
                .any(|item| !matches!(self.items[*item].what, What::Pass(_)));
            if !is_kept {
                gone.extend_from_slice(layer);
            }
            is_kept
        });
        for item in gone {
            let next = self.links.iter().position(|(upper, ..)| *upper == item);
            let Some(next) = next.map(|next| self.links.remove(next)) else {
                continue;
            };
            for link in self.links.iter_mut().filter(|(_, lower, _)| *lower == item) {
                link.1 = next.1;
            }
        }
    }

    /// Places the layers one below the other, with space at the borders of stacks.
    fn stack_up(&mut self, diagram: &Diagram) {
        self.panels = vec![(0.0, 0.0); diagram.stacks.len()];
        let (mut y, mut panel) = (0.0, None::<usize>);
        for layer in 0..self.layers.len() {
            let items = &self.layers[layer];
            let stack = items.iter().find_map(|item| match self.items[*item].what {
                What::Node(node) => Some(diagram.boxes[node].stack),
                What::Pass(_) | What::Label(_) => None,
            });
            let height = items
                .iter()
                .map(|item| self.items[*item].height)
                .fold(0.0, f64::max);
            if let Some(stack) = stack.filter(|stack| Some(*stack) != panel) {
                if let Some(before) = panel.replace(stack) {
                    y = f64::max(y, self.panels[before].1 + BORDER);
                }
                self.panels[stack].0 = y;
                y += BORDER;
            }
            for item in self.layers[layer].clone() {
                let item = &mut self.items[item];
                (item.y, item.end) = (y, y + height);
                if !matches!(item.what, What::Node(_)) {
                    item.height = height;
                }
            }
            if let (Some(stack), true) = (panel, stack.is_some()) {
                let (top, bottom) = &mut self.panels[stack];
                // Its name, which is vertical, must fit.
                let name = width(&diagram.stacks[stack].stack, label::STACK) + 2.0 * PADDING;
                *bottom = f64::max(y + height + BORDER, *top + name);
            }
            y += height + BETWEEN;
        }
        self.height = self.panels.iter().map(|panel| panel.1).fold(0.0, f64::max);
    }
}
