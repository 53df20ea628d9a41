//! Compares two templates, property by property. Without I/O: the deployed template and the new one are arguments.
//!
//! Values are compared, and shown, in their normal form ([`normal`]): notations that CloudFormation cannot
//! distinguish are equal.

mod access;
mod collision;
mod compare;
mod hide;
mod network;
mod normal;
mod novelty;
mod origin;
mod others;
mod parts;
mod path;
mod propagate;
mod replacement;
mod resource;
#[cfg(test)]
mod tests;
mod weight;

use crate::model::json::Json;
use crate::model::template::Template;
use std::collections::HashMap;
use std::sync::Arc;

pub use access::{Access, Effect, Grant, Term, grants};
pub use hide::{HIDDEN, conceal};
pub use network::{Direction, Network};
pub use normal::{normal, parts, same};
pub use origin::is_secret as is_secret_by_origin;
pub use parts::Part;
pub use path::{Path, Step};
pub use replacement::Replacement;
pub use resource::{Action, Cause, Collision, ResourceChange};
pub use weight::Weight;

/// All differences between two templates of one stack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// Changes to access, as a consequence of the changed resources. Broadening ones come first.
    pub access: Vec<Access>,
    /// Changes to the network, likewise.
    pub network: Vec<Network>,
    /// Added, removed and changed resources, in the order of the new template, removed ones last.
    pub resources: Vec<ResourceChange>,
    /// All other differences: the description, parameters, mappings, conditions, outputs and so on.
    pub others: Vec<Change>,
    /// The construct paths of the resources, by logical ID, if the template contains them.
    pub paths: HashMap<Arc<str>, String>,
}

/// One value that differs; a side without the value is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its path, from the template or the resource.
    pub path: Path,
    /// The deployed value.
    pub before: Option<Json>,
    /// The new value.
    pub after: Option<Json>,
}

/// The number of changes; a replaced resource does not count as changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Added resources.
    pub add: usize,
    /// Resources changed in place.
    pub change: usize,
    /// Replaced resources.
    pub replace: usize,
    /// Removed resources.
    pub remove: usize,
}

impl Diff {
    /// The changes from `before` to `after`.
    pub fn between(before: &Template, after: &Template) -> Self {
        let mut resources = resource::changes(before, after);
        propagate::replacements(before, after, &mut resources);
        collision::find(before, after, &mut resources);
        let mut others = others::changes(before, after);
        hide::secrets(before, after, &mut resources, &mut others);
        let (access, network) = if resources.is_empty() {
            <_>::default()
        } else {
            let mut access = access::between(before, after);
            hide::conditions(&mut access);
            (access, network::between(before, after))
        };
        let paths = if resources.is_empty() && others.is_empty() {
            HashMap::new()
        } else {
            paths(before, after)
        };
        Self {
            access,
            network,
            resources,
            others,
            paths,
        }
    }

    /// Whether there are no differences.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.others.is_empty()
    }

    /// Whether the changes broaden access or network.
    pub fn broadens(&self) -> bool {
        let access = self.access.iter().map(|row| row.weight);
        let mut weights = access.chain(self.network.iter().map(|row| row.weight));
        weights.any(|weight| weight == Weight::Broader)
    }

    /// The display name of a resource: its construct path, or its logical ID.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.paths.get(id).map_or(id, String::as_str)
    }

    /// The counts.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for change in &self.resources {
            let count = match (change.action, change.replacement) {
                (Action::Add, _) => &mut summary.add,
                (Action::Remove, _) => &mut summary.remove,
                (Action::Change, Replacement::Always) => &mut summary.replace,
                (Action::Change, _) => &mut summary.change,
            };
            *count += 1;
        }
        summary
    }
}

/// The construct paths of all resources; the new template takes precedence.
fn paths(before: &Template, after: &Template) -> HashMap<Arc<str>, String> {
    let all = before.resources.iter().chain(&after.resources);
    let paths = all.filter_map(|(id, resource)| Some((id.clone(), resource.construct_path()?.to_owned())));
    paths.collect()
}
