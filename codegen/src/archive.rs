//! The schemas inside the wheel.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use zip::ZipArchive;

const SCHEMAS: &str = "cfnlint/data/schemas";

/// The package's list of types whose resources hold data.
const STATEFUL: &str = "cfnlint/data/AdditionalSpecs/StatefulResources.json";

/// The region with the most types, whose schemas count.
const MAIN: &str = "us-east-1";

/// The types of the Serverless Application Model, listed like those of a region.
const SERVERLESS: &str = "sam";

/// The schemas of all regions.
pub(crate) struct Schemas {
    /// By type name; all regions that offer a type have the same schema.
    pub(crate) types: BTreeMap<String, Value>,
    /// The regions that offer each type.
    pub(crate) regions: BTreeMap<String, BTreeSet<String>>,
    /// The types whose resources hold data.
    pub(crate) stateful: BTreeSet<String>,
}

impl Schemas {
    /// Whether the main region offers the type.
    pub(crate) fn is_main(&self, name: &str) -> bool {
        self.regions
            .get(name)
            .is_some_and(|regions| regions.contains(MAIN))
    }
}

/// Every resource schema in the wheel.
pub(crate) fn schemas(wheel: Vec<u8>) -> Result<Schemas> {
    let mut archive = ZipArchive::new(Cursor::new(wheel)).context("the wheel is not a zip archive")?;
    let providers = format!("{SCHEMAS}/providers/");
    let indexes: Vec<_> = archive
        .file_names()
        .filter_map(|name| {
            Some(
                name.ok()?
                    .strip_prefix(&providers)?
                    .strip_suffix(".json")?
                    .to_owned(),
            )
        })
        .collect();
    let mut regions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for region in indexes {
        let Value::Object(index) = json(&mut archive, &format!("providers/{region}.json"))? else {
            bail!("providers/{region}.json does not map types to files");
        };
        // `us_east_1.json` in some versions of the package.
        let region = region.replace('_', "-");
        for (name, file) in index {
            let file = file.as_str().context("the file of a type is a name")?;
            if region != SERVERLESS {
                regions.entry(name.clone()).or_default().insert(region.clone());
            }
            if region == MAIN || !files.contains_key(&name) {
                files.insert(name, file.to_owned());
            }
        }
    }
    ensure!(
        !files.is_empty(),
        "the wheel has no resource types below {providers}: use cfn-lint 1.52 or newer"
    );
    let mut types = BTreeMap::new();
    for (name, file) in files {
        types.insert(name, json(&mut archive, &format!("resources/{file}.json"))?);
    }
    let stateful = read(&mut archive, STATEFUL)?;
    let stateful = stateful.get("ResourceTypes").and_then(Value::as_object);
    let stateful = stateful.with_context(|| format!("{STATEFUL} has no ResourceTypes"))?;
    Ok(Schemas {
        types,
        regions,
        stateful: stateful.keys().cloned().collect(),
    })
}

fn json(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Result<Value> {
    read(archive, &format!("{SCHEMAS}/{name}"))
}

fn read(archive: &mut ZipArchive<Cursor<Vec<u8>>>, path: &str) -> Result<Value> {
    let mut file = archive
        .by_name(path)
        .with_context(|| format!("the wheel has no {path}"))?;
    let mut text = String::new();
    file.read_to_string(&mut text)
        .with_context(|| format!("cannot unpack {path}"))?;
    serde_json::from_str(&text).with_context(|| format!("{path} is not JSON"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_wheel_without_resource_types_is_refused() {
        let empty = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
        let refused = super::schemas(empty).err().unwrap().to_string();
        assert!(
            refused.contains("no resource types below cfnlint/data/schemas/providers/"),
            "{refused}"
        );
    }
}
