//! Values that must not appear twice.

use sa_infra::settings::{Complaint, cut};
use std::fmt::Display;

/// The repeated elements of a list.
pub(super) fn repeated<T: PartialEq + Display>(key: &str, items: &[T], what: &str) -> Vec<Complaint> {
    let is_again = |(position, item): &(usize, &T)| items[..*position].contains(item);
    let again = items.iter().enumerate().filter(is_again);
    let complaint = |(position, item): (usize, &T)| {
        let item = item.to_string();
        super::complaint(
            &[&format!("{key}[{position}]")],
            format!("{what} \"{}\" is in the list twice", cut(&item)),
            "remove one of the two",
        )
    };
    again.map(complaint).collect()
}
