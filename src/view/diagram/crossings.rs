//! Orders the items in each layer, with few crossing arrows.

use super::graph::Layout;

/// How many passes to make; more do not improve the result.
const ROUNDS: usize = 24;

/// Orders the layers.
pub(super) fn reduce(layout: &mut Layout) {
    let mut order = Order::of(layout);
    let mut fewest = order.crossings();
    for round in 0..ROUNDS {
        let downward = round % 2 == 0;
        for at in 0..order.layers.len() {
            let layer = if downward { at } else { order.layers.len() - 1 - at };
            order.sort(layer, downward);
        }
        order.swap();
        let now = order.crossings();
        if now < fewest {
            fewest = now;
            layout.layers.clone_from(&order.layers);
        }
    }
}

/// An order of the items, and their links.
struct Order {
    layers: Vec<Vec<usize>>,
    /// The position of each item in its layer.
    place: Vec<usize>,
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
}

impl Order {
    fn of(layout: &Layout) -> Self {
        let none = vec![Vec::new(); layout.items.len()];
        let mut order = Self {
            layers: layout.layers.clone(),
            place: vec![0; layout.items.len()],
            above: none.clone(),
            below: none,
        };
        for (upper, lower, _) in &layout.links {
            order.below[*upper].push(*lower);
            order.above[*lower].push(*upper);
        }
        (0..order.layers.len()).for_each(|layer| order.note(layer));
        order
    }

    /// Stores the positions of the items of a layer.
    fn note(&mut self, layer: usize) {
        for (place, item) in self.layers[layer].iter().enumerate() {
            self.place[*item] = place;
        }
    }

    /// Sorts a layer by the average position of the neighbors above, or below. Positions are relative to the width of
    /// the layer.
    fn sort(&mut self, layer: usize, downward: bool) {
        let other = if downward {
            layer.checked_sub(1)
        } else {
            Some(layer + 1)
        };
        let Some(other) = other.and_then(|other| self.layers.get(other)) else {
            return;
        };
        let share = |place: usize, of: usize| to_f64(place * 2 + 1) / to_f64(of * 2);
        let mean = |item: usize| {
            let neighbours = if downward {
                &self.above[item]
            } else {
                &self.below[item]
            };
            let sum = neighbours
                .iter()
                .map(|other_item| share(self.place[*other_item], other.len()));
            (!neighbours.is_empty()).then(|| sum.sum::<f64>() / to_f64(neighbours.len()))
        };
        let own = self.layers[layer].len();
        let keyed = self.layers[layer].iter().enumerate();
        let keyed = keyed.map(|(place, item)| (mean(*item).unwrap_or_else(|| share(place, own)), *item));
        let mut keyed = keyed.collect::<Vec<_>>();
        keyed.sort_by(|left, right| left.0.total_cmp(&right.0));
        self.layers[layer] = keyed.into_iter().map(|(_, item)| item).collect();
        self.note(layer);
    }

    /// Swaps neighbors if that reduces crossings.
    fn swap(&mut self) {
        for layer in 0..self.layers.len() {
            for right in 1..self.layers[layer].len() {
                let pair = (self.layers[layer][right - 1], self.layers[layer][right]);
                if self.crossings_of(pair.1, pair.0) < self.crossings_of(pair.0, pair.1) {
                    self.layers[layer].swap(right - 1, right);
                    self.note(layer);
                }
            }
        }
    }

    /// The number of crossings between the arrows of two items of a layer, when one is left of the other.
    fn crossings_of(&self, left: usize, right: usize) -> usize {
        let crossings = |left: &[usize], right: &[usize]| {
            let pairs = left
                .iter()
                .flat_map(|one| right.iter().map(move |other| (*one, *other)));
            pairs
                .filter(|(one, other)| self.place[*one] > self.place[*other])
                .count()
        };
        crossings(&self.above[left], &self.above[right]) + crossings(&self.below[left], &self.below[right])
    }

    fn crossings(&self) -> usize {
        let mut number = 0;
        for layer in &self.layers {
            let ends = layer.iter().map(|item| &self.below[*item]);
            let mut passed = Vec::<usize>::new();
            for below in ends {
                let places = below.iter().map(|item| self.place[*item]);
                let crossed = |place: usize| passed.iter().filter(|other| **other > place).count();
                number += places.clone().map(crossed).sum::<usize>();
                passed.extend(places);
            }
        }
        number
    }
}

fn to_f64(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
