//! The application: stacks, the tree of construct ids within each, and the places where resources are put.

use crate::construct::{Construct, Ref, Resource};
use std::marker::PhantomData;

/// A place in the construct tree.
pub struct Scope<'a>(PhantomData<&'a ()>);

impl Scope<'_> {
    /// Goes down one place.
    pub fn at(&mut self, _id: impl Into<String>) -> Scope<'_> {
        Scope(PhantomData)
    }
    /// Puts a construct here.
    pub fn put<C: Construct>(mut self, construct: C) -> C::Handle {
        construct.build(&mut self)
    }
    /// Puts a resource here, without `/Resource`.
    pub fn put_bare<R: Resource>(self, _resource: R) -> Ref<R> {
        Ref::new("".into(), "".into())
    }
}
