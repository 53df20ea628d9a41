//! The verbs: data in, a result out. Never prints; the view does.

pub mod attempt;
mod attend;
pub mod cause;
pub mod deploy;
pub mod destroy;
pub mod diagram;
pub mod diff;
pub mod events;
pub mod outputs;
pub mod stacks;
pub mod status;
pub mod talk;
pub mod templates;
mod token;
pub mod watch;
