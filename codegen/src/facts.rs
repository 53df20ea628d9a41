//! stub
use crate::plan::Service;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
pub(crate) fn files(
    _: &BTreeMap<String, Service<'_>>,
    _: &BTreeSet<String>,
) -> Result<BTreeMap<String, String>> {
    Ok(BTreeMap::new())
}
