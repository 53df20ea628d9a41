//! The verbs: data in, a result out. Never prints; the view does.

pub mod attempt;
pub mod cause;
pub mod deploy;
pub mod diff;
pub mod events;
pub mod outputs;
pub mod stacks;
pub mod status;
pub mod talk;
pub mod templates;
pub mod watch;
