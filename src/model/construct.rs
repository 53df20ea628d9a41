//! What can be put into a stack: resources, constructs made of several, and the typed handle that comes back.

pub use super::app::Construct;
pub use super::resource::{Ref, Resource};
