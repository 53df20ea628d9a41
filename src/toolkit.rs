//! The verbs: data in, a result out. Never prints; the view does.

pub mod attach;
pub mod attempt;
mod attend;
pub mod cancel;
pub mod cause;
pub mod deploy;
mod describe;
pub mod destroy;
pub mod diff;
mod discard;
pub mod drift;
pub mod events;
mod journal;
mod live;
pub mod local;
pub mod outputs;
pub mod recover;
pub mod stacks;
pub mod status;
pub mod talk;
pub mod templates;
mod token;
pub mod watch;
