//! The resources that still exist after a stack is deleted, and that may cost money.

use super::inventory::{Inventory, Thing};
use crate::cloud::cloudformation::{ResourceStatus, StackEvent};
use serde::Serialize;

/// A resource that still exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Survivor {
    /// The resource type.
    pub kind: String,
    /// The physical id.
    pub name: String,
    /// Why it still exists.
    pub because: Because,
}

/// Why a resource still exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// The template retains it.
    Retained,
    /// CloudFormation skipped it.
    Skipped,
    /// It is a secret, and not a resource of the stack.
    Secret,
    /// AWS creates it automatically with the first log event.
    Logged,
}

/// The remaining resources of a stack. `secrets` are those that were not deleted.
pub(super) fn of(inventory: &Inventory, secrets: &[String], events: &[StackEvent]) -> Vec<Survivor> {
    let survivor = |kind: &str, name: &str, because| Survivor {
        kind: kind.to_owned(),
        name: name.to_owned(),
        because,
    };
    let retained = |thing: &Thing| survivor(&thing.kind, &thing.name, Because::Retained);
    let mut survivors = inventory.retained.iter().map(retained).collect::<Vec<_>>();
    for event in events {
        let Some(name) = &event.physical_id else { continue };
        let known = survivors.iter().any(|survivor| survivor.name == *name);
        if event.status == ResourceStatus::DeleteSkipped && !known {
            survivors.push(survivor(&event.resource_type, name, Because::Skipped));
        }
    }
    let secret = |name: &String| survivor("AWS::SSM::Parameter", name, Because::Secret);
    survivors.extend(secrets.iter().map(secret));
    let logged = |name: &String| survivor("AWS::Logs::LogGroup", name, Because::Logged);
    survivors.extend(inventory.log_groups.iter().map(logged));
    survivors
}
