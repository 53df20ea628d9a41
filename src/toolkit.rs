//! The verbs: data in, a result out. Never prints; the view does.

pub mod diff;
pub mod templates;
