//! The points at which arrows leave the upper item and enter the lower one.

use super::graph::Layout;

/// The points of the links, so that no two share one.
pub(super) struct Ports {
    pub(super) below: Vec<f64>,
    pub(super) above: Vec<f64>,
}

impl Ports {
    pub(super) fn of(layout: &Layout) -> Self {
        let mut ports = Self {
            below: vec![0.0; layout.links.len()],
            above: vec![0.0; layout.links.len()],
        };
        for (item, place) in layout.items.iter().enumerate() {
            for lower in [true, false] {
                let links = layout.links.iter().enumerate();
                let links = links.filter_map(|(at, (from, to, _))| {
                    let (own, other) = if lower { (from, to) } else { (to, from) };
                    (*own == item).then_some((layout.items[*other].x, at))
                });
                let mut links = links.collect::<Vec<_>>();
                links.sort_by(|left, right| left.0.total_cmp(&right.0));
                let number = f64::from(u32::try_from(links.len()).unwrap_or(u32::MAX));
                let step = f64::min(26.0, (place.width - 16.0) / number);
                let mut x = place.x + place.aside() - step * (number - 1.0) / 2.0;
                for (_, link) in links {
                    let side = if lower { &mut ports.below } else { &mut ports.above };
                    side[link] = (x * 10.0).round() / 10.0;
                    x += step;
                }
            }
        }
        ports
    }
}
