//! Template x template -> changes, property by property. Pure: what is deployed and what is new come as templates.
//!
//! Values are compared, and told, in their normal form ([`normal`]): ways of writing that CloudFormation cannot tell
//! apart are no difference.

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

/// Everything that differs between two templates of one stack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diff {
    /// Who may do more or less than before; what follows from the changes of the resources. What broadens comes first.
    pub access: Vec<Access>,
    /// Who can reach more or less than before; likewise.
    pub network: Vec<Network>,
    /// Resources that come, go or change, in the order of the new template, those that go last.
    pub resources: Vec<ResourceChange>,
    /// Everything else: the description, parameters, mappings, conditions, outputs and so on.
    pub others: Vec<Change>,
    /// The construct paths of the resources, by logical id; of those only whose template has them.
    pub paths: HashMap<Arc<str>, String>,
}

/// One value that differs; a side that is `None` has no such value.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where, from the template or the resource down.
    pub path: Path,
    /// What is deployed.
    pub before: Option<Json>,
    /// What would be.
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
    /// What changes when `after` takes the place of `before`.
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

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.others.is_empty()
    }

    /// Whether the changes broaden access or network.
    pub fn broadens(&self) -> bool {
        let access = self.access.iter().map(|row| row.weight);
        let mut weights = access.chain(self.network.iter().map(|row| row.weight));
        weights.any(|weight| weight == Weight::Broader)
    }

    /// What people call a resource: its construct path, or its logical id.
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

/// The construct paths of all resources; the new template's where both have one.
fn paths(before: &Template, after: &Template) -> HashMap<Arc<str>, String> {
    let all = before.resources.iter().chain(&after.resources);
    let paths = all.filter_map(|(id, resource)| Some((id.clone(), resource.construct_path()?.to_owned())));
    paths.collect()
}
