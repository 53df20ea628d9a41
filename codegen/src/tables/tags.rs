//! Whether tags can change in place, where the schema is silent or wrong.

/// What is known beyond the schema's `tagUpdatable`.
pub(crate) fn updatable(_name: &str) -> Option<bool> {
    None
}
