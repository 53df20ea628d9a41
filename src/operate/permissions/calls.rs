//! The calls of each command, in groups: describe, follow, explain, restore.

mod groups;
mod table;

use crate::model::app::asset::{Asset, Content};
use crate::synth::Artifact;
use groups::{IMAGES, WHERE};
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;

pub use table::CALLS;

/// With `commands`: the actions of a command.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Calls {
    /// The command.
    pub command: &'static str,
    /// The purpose.
    #[serde(skip)]
    pub purpose: super::Purpose,
    #[serde(rename = "actions", serialize_with = "flat")]
    groups: &'static [&'static [&'static str]],
}

impl Calls {
    /// Its calls as IAM actions, in alphabetical order.
    pub fn actions(&self) -> BTreeSet<&'static str> {
        all(self.groups).collect()
    }
}

impl Calls {
    /// What it calls for these stacks: nothing of images where none are among the assets.
    pub fn actions_for(&self, stacks: &[&Artifact]) -> BTreeSet<&'static str> {
        let is_image = |asset: &Asset| matches!(asset.content, Content::Image(_));
        let mut actions = self.actions();
        if !stacks.iter().any(|stack| stack.assets.iter().any(is_image)) {
            actions.retain(|action| !IMAGES.contains(action));
        }
        actions
    }
}

/// What belongs to the groups, and what every command asks before it begins.
fn all(groups: &'static [&'static [&'static str]]) -> impl Iterator<Item = &'static str> {
    groups.iter().copied().chain([WHERE]).flatten().copied()
}

fn flat<S: Serializer>(
    groups: &&'static [&'static [&'static str]],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all(groups).collect::<BTreeSet<_>>())
}
