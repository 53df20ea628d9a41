//! What a nested stack is in its parent, and the order among resources of both.

use crate::model::json::Target;
use std::collections::HashSet;
use std::panic::Location;
use std::sync::Arc;

/// The type of the resource that a nested stack is in its parent.
pub(crate) const NESTED_STACK: &str = "AWS::CloudFormation::Stack";

/// Where a nested stack is.
#[derive(Clone, Debug)]
pub(crate) struct Nesting {
    /// Its logical id in the parent.
    pub(crate) logical_id: Arc<str>,
    /// The line that created it.
    pub(crate) origin: &'static Location<'static>,
    /// The parameters that are those of a stack around it.
    pub(crate) inherited: HashSet<Arc<str>>,
}

/// A dependency on a resource of another stack of the same parent.
#[derive(Clone, Debug)]
pub(crate) struct Outward {
    /// The resource that depends on it.
    pub(crate) id: Arc<str>,
    pub(crate) target: Target,
    pub(crate) origin: &'static Location<'static>,
}
