//! The things that you can put into a stack (resources, and constructs of several resources), and the typed reference
//! that `put` returns.

pub use super::app::Construct;
pub use super::resource::{Ref, Resource};
