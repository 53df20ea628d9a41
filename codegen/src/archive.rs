//! The schemas inside the wheel.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

const SCHEMAS: &str = "cfnlint/data/schemas";

/// Every resource schema of the region that has all types, by type name.
pub(crate) fn schemas(wheel: Vec<u8>) -> Result<BTreeMap<String, Value>> {
    let mut archive = ZipArchive::new(Cursor::new(wheel)).context("the wheel is not a zip archive")?;
    let index = json(&mut archive, "providers/us-east-1.json")?;
    let Value::Object(index) = index else {
        bail!("providers/us-east-1.json does not map types to files");
    };
    let mut schemas = BTreeMap::new();
    for (name, file) in index {
        let file = file.as_str().context("the file of a type is a name")?;
        schemas.insert(name, json(&mut archive, &format!("resources/{file}.json"))?);
    }
    Ok(schemas)
}

fn json(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Result<Value> {
    let path = format!("{SCHEMAS}/{name}");
    let mut file = archive
        .by_name(&path)
        .with_context(|| format!("the wheel has no {path}"))?;
    let mut text = String::new();
    file.read_to_string(&mut text)
        .with_context(|| format!("cannot unpack {path}"))?;
    serde_json::from_str(&text).with_context(|| format!("{path} is not JSON"))
}
