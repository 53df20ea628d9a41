//! Corrections of the schemas: small tables, each row with its reason.

pub(crate) mod attributes;
pub(crate) mod choices;
pub(crate) mod groups;
pub(crate) mod patterns;
pub(crate) mod references;
pub(crate) mod returns;
pub(crate) mod typing;
