//! The order of the items in each layer, so that few arrows cross.

use super::layout::Layout;

/// How often the layers are gone through; nothing is won after a few times.
const ROUNDS: usize = 24;

/// Orders the layers.
pub(super) fn reduce(layout: &mut Layout) {
    let mut best = layout.layers.clone();
    let mut fewest = crossings(layout, &best);
    let mut layers = best.clone();
    for round in 0..ROUNDS {
        let downward = round % 2 == 0;
        let order = (0..layers.len()).collect::<Vec<_>>();
        let order: Vec<_> = if downward {
            order
        } else {
            order.into_iter().rev().collect()
        };
        for layer in order {
            sort(layout, &mut layers, layer, downward);
        }
        swap(layout, &mut layers);
        let now = crossings(layout, &layers);
        if now < fewest {
            (fewest, best) = (now, layers.clone());
        }
    }
    layout.layers = best;
}

/// Sorts a layer by where the neighbours above, or below, are on average.
fn sort(layout: &Layout, layers: &mut [Vec<usize>], layer: usize, downward: bool) {
    let other = if downward {
        layer.checked_sub(1)
    } else {
        Some(layer + 1)
    };
    let Some(other) = other.and_then(|other| layers.get(other)) else {
        return;
    };
    let share = |position: usize| to_f64(position * 2 + 1) / to_f64(other.len() * 2);
    let mean = |item: usize| {
        let neighbours = layout.links.iter().filter_map(|(upper, lower, _)| {
            let (own, other) = if downward { (lower, upper) } else { (upper, lower) };
            (*own == item).then_some(*other)
        });
        let places = neighbours.filter_map(|neighbour| other.iter().position(|one| *one == neighbour));
        let places = places.map(share).collect::<Vec<_>>();
        (!places.is_empty()).then(|| places.iter().sum::<f64>() / to_f64(places.len()))
    };
    let own = |position: usize| to_f64(position * 2 + 1) / to_f64(layers[layer].len() * 2);
    let items = layers[layer].iter().enumerate();
    let mut keyed = items
        .map(|(position, item)| (mean(*item).unwrap_or(own(position)), *item))
        .collect::<Vec<_>>();
    keyed.sort_by(|left, right| left.0.total_cmp(&right.0));
    layers[layer] = keyed.into_iter().map(|(_, item)| item).collect();
}

/// Exchanges neighbours wherever that leaves fewer crossings.
fn swap(layout: &Layout, layers: &mut [Vec<usize>]) {
    for layer in 0..layers.len() {
        for left in 1..layers[layer].len() {
            let before = crossings(layout, layers);
            layers[layer].swap(left - 1, left);
            if crossings(layout, layers) >= before {
                layers[layer].swap(left - 1, left);
            }
        }
    }
}

fn crossings(layout: &Layout, layers: &[Vec<usize>]) -> usize {
    let mut place = vec![(0, 0); layout.items.len()];
    for (layer, items) in layers.iter().enumerate() {
        for (position, item) in items.iter().enumerate() {
            place[*item] = (layer, position);
        }
    }
    let mut spans = vec![Vec::new(); layers.len()];
    for (upper, lower, _) in &layout.links {
        spans[place[*upper].0].push((place[*upper].1, place[*lower].1));
    }
    let crossed = |spans: &Vec<(usize, usize)>| {
        let mut number = 0;
        for (at, one) in spans.iter().enumerate() {
            let crosses = |other: &&(usize, usize)| {
                (one.0 < other.0 && one.1 > other.1) || (one.0 > other.0 && one.1 < other.1)
            };
            number += spans[at + 1..].iter().filter(crosses).count();
        }
        number
    };
    spans.iter().map(crossed).sum()
}

fn to_f64(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
