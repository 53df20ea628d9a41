//! The layer of each box: dependents above their dependencies, stack after stack.

use crate::synth::diagram::Diagram;

/// The maximum width of a layer in pixels, if its boxes can be in several.
const WIDEST: f64 = 720.0;

/// The layer of each box, counted from the top.
pub(super) fn layers(diagram: &Diagram, widths: &[f64]) -> Vec<usize> {
    let mut layers = vec![0; diagram.boxes.len()];
    let mut top = 0;
    for stack in (0..diagram.stacks.len()).rev() {
        let members = (0..layers.len()).filter(|node| diagram.boxes[*node].stack == stack);
        let members = members.collect::<Vec<_>>();
        let ranks = ranks(diagram, &members);
        let depth = ranks.iter().max().map_or(0, |deepest| deepest + 1);
        for rank in 0..depth {
            let mut room = WIDEST;
            for (node, _) in members.iter().zip(&ranks).filter(|(_, of)| **of == rank) {
                if room < widths[*node] {
                    top += 1;
                    room = WIDEST;
                }
                room -= widths[*node] + super::graph::APART;
                layers[*node] = top;
            }
            top += 1;
        }
    }
    layers
}

/// The layer of each of these boxes within their stack.
fn ranks(diagram: &Diagram, members: &[usize]) -> Vec<usize> {
    let place = |node: usize| members.iter().position(|member| *member == node);
    let within = diagram.arrows.iter();
    let within = within.filter_map(|arrow| Some((place(arrow.from)?, place(arrow.to)?)));
    let within = forward(&within.collect::<Vec<_>>(), members.len());
    let mut ranks = vec![0; members.len()];
    // As many passes as the longest path can have steps.
    for _ in 0..members.len() {
        for (from, to) in &within {
            ranks[*to] = ranks[*to].max(ranks[*from] + 1);
        }
    }
    let deepest = ranks.iter().copied().max().unwrap_or_default();
    for at in 0..members.len() {
        let mut needs = within
            .iter()
            .filter(|(from, _)| *from == at)
            .map(|(_, to)| ranks[*to]);
        let is_needed = within.iter().any(|(_, to)| *to == at);
        let is_root = diagram.arrows.iter().all(|arrow| arrow.to != members[at]);
        let has_arrows = diagram.arrows.iter().any(|arrow| arrow.from == members[at]);
        if let (Some(nearest), false) = (needs.next().map(|first| needs.fold(first, usize::min)), is_needed) {
            ranks[at] = nearest.saturating_sub(1);
        } else if !is_needed && is_root && has_arrows {
            // It depends only on other stacks, which are below.
            ranks[at] = deepest;
        }
    }
    ranks
}

/// The arrows without those that close a circle.
fn forward(arrows: &[(usize, usize)], nodes: usize) -> Vec<(usize, usize)> {
    let mut kept = Vec::<(usize, usize)>::new();
    for (from, to) in arrows {
        let mut reached = vec![false; nodes];
        let mut waiting = vec![*to];
        while let Some(node) = waiting.pop() {
            if !std::mem::replace(&mut reached[node], true) {
                waiting.extend(kept.iter().filter(|(from, _)| *from == node).map(|(_, to)| *to));
            }
        }
        if !reached[*from] {
            kept.push((*from, *to));
        }
    }
    kept
}
