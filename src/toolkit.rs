//! The verbs: data in, a result out. Never prints; the view does.

pub mod cause;
pub mod deploy;
pub mod talk;
pub mod templates;
pub mod watch;
