//! The horizontal position of each item: near its neighbors, in the order of its layer, without overlaps.

use super::graph::{APART, Item, Layout, RAIL, What};

/// How many passes move every layer towards its neighbors.
const ROUNDS: usize = 400;

/// The strength of the pull to the center.
const TOGETHER: f64 = 0.8;

/// The minimum width of a diagram: that of its legend.
const NARROWEST: f64 = 730.0;

/// Space at the sides of a stack.
const MARGIN: f64 = 18.0;

/// Sets the horizontal position of every item, and the width of the diagram.
pub(super) fn across(layout: &mut Layout) {
    let layers = layout.layers.clone();
    let mut neighbours = vec![Vec::new(); layout.items.len()];
    for (upper, lower, _) in &layout.links {
        neighbours[*upper].push(*lower);
        neighbours[*lower].push(*upper);
    }
    for layer in &layers {
        let wishes = vec![0.0; layer.len()];
        set(layout, layer, &wishes, &vec![1.0; layer.len()]);
    }
    for round in 0..ROUNDS {
        let order: Vec<_> = if round % 2 == 0 {
            layers.iter().collect()
        } else {
            layers.iter().rev().collect()
        };
        for layer in order {
            let wishes = layer.iter().map(|item| wish(layout, *item, &neighbours[*item]));
            let (wishes, weights): (Vec<_>, Vec<_>) = wishes.unzip();
            set(layout, layer, &wishes, &weights);
        }
    }
    straighten(layout, &layers);
    let left = layout.items.iter().map(|item| item.x - item.width / 2.0);
    let left = left.fold(f64::MAX, f64::min) - RAIL - MARGIN;
    let right = layout.items.iter().map(|item| item.x + item.width / 2.0);
    let width = (right.fold(f64::MIN, f64::max) + MARGIN - left).ceil();
    layout.width = f64::max(width, NARROWEST);
    let left = left - (layout.width - width) / 2.0;
    for item in &mut layout.items {
        item.x = (item.x - left).round();
    }
}

/// Straightens arrows that pass through several layers, where there is space.
fn straighten(layout: &mut Layout, layers: &[Vec<usize>]) {
    let links = layout.links.clone();
    let is_box = |layout: &Layout, item: usize| matches!(layout.items[item].what, What::Node(_));
    let mut run = Vec::new();
    let mut room = (f64::MIN, f64::MAX);
    for (at, (_, lower, arrow)) in links.iter().enumerate() {
        if !is_box(layout, *lower) {
            let free = free(layout, layers, *lower);
            let both = (f64::max(room.0, free.0), f64::min(room.1, free.1));
            if both.0 > both.1 {
                align(layout, &mut run, room);
                room = free;
            } else {
                room = both;
            }
            run.push(*lower);
        }
        let continues = links.get(at + 1).is_some_and(|(.., next)| next == arrow);
        if !continues || is_box(layout, *lower) {
            align(layout, &mut run, room);
            room = (f64::MIN, f64::MAX);
        }
    }
}

/// Puts all items of a run at one position within this range.
fn align(layout: &mut Layout, run: &mut Vec<usize>, room: (f64, f64)) {
    let places = run
        .iter()
        .map(|item| layout.items[*item].x + layout.items[*item].aside());
    let places = places.collect::<Vec<_>>();
    let number = f64::from(u32::try_from(places.len()).unwrap_or(u32::MAX));
    let place = f64::min(f64::max(places.iter().sum::<f64>() / number, room.0), room.1);
    for item in run.drain(..) {
        layout.items[item].x = place - layout.items[item].aside();
    }
}

/// The range in which an arrow may pass here without touching a neighbor.
fn free(layout: &Layout, layers: &[Vec<usize>], item: usize) -> (f64, f64) {
    let layer = layers.iter().find(|layer| layer.contains(&item));
    let layer = layer.map_or(&[][..], Vec::as_slice);
    let at = layer.iter().position(|one| *one == item).unwrap_or_default();
    let own = &layout.items[item];
    let distance = |other: &Item| f64::midpoint(own.width, other.width) + APART;
    let left = at
        .checked_sub(1)
        .and_then(|left| layer.get(left))
        .map(|left| &layout.items[*left]);
    let right = layer.get(at + 1).map(|right| &layout.items[*right]);
    (
        left.map_or(f64::MIN, |left| left.x + distance(left) + own.aside()),
        right.map_or(f64::MAX, |right| right.x - distance(right) + own.aside()),
    )
}

/// The preferred position of an item, and its weight: a passing arrow prefers to be straight, and all items to be
/// close together.
fn wish(layout: &Layout, item: usize, neighbours: &[usize]) -> (f64, f64) {
    let mut sum = (0.0, TOGETHER);
    for other in neighbours {
        let passes = [item, *other].map(|one| !matches!(layout.items[one].what, What::Node(_)));
        let weight = match passes {
            [true, true] => 40.0,
            [false, false] => 1.0,
            _ => 2.0,
        };
        let other = &layout.items[*other];
        sum = (sum.0 + (other.x + other.aside()) * weight, sum.1 + weight);
    }
    (sum.0 / sum.1 - layout.items[item].aside(), sum.1)
}

/// The positions that are nearest to the preferred ones (least squares) and keep order and distance. Neighbors that
/// would overlap move as one block to the position that the block prefers.
fn set(layout: &mut Layout, layer: &[usize], wishes: &[f64], weights: &[f64]) {
    let mut offsets = Vec::with_capacity(layer.len());
    let mut offset = 0.0;
    for (at, item) in layer.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).map(|before| &layout.items[layer[before]]) {
            offset += f64::midpoint(before.width, layout.items[*item].width) + APART;
        }
        offsets.push(offset);
    }
    let mut blocks = Vec::<(f64, f64, usize)>::new();
    for at in 0..layer.len() {
        let mut block = ((wishes[at] - offsets[at]) * weights[at], weights[at], 1);
        while let Some(last) = blocks.pop() {
            if last.0 / last.1 < block.0 / block.1 {
                blocks.push(last);
                break;
            }
            block = (block.0 + last.0, block.1 + last.1, block.2 + last.2);
        }
        blocks.push(block);
    }
    let mut at = 0;
    for (sum, weight, number) in blocks {
        for place in at..at + number {
            layout.items[layer[place]].x = sum / weight + offsets[place];
        }
        at += number;
    }
}
