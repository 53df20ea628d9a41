//! AWS's documentation of types and properties: from the CDK's package, pinned, downloaded by npm.

mod sentence;

use crate::schema::Resource;
use crate::wheel::verify;
use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) use sentence::{deprecation, first};

const PACKAGE: &str = "@aws-cdk/aws-service-spec@0.1.216";
const FILE: &str = "aws-cdk-aws-service-spec-0.1.216.tgz";
const SHA256: &str = "2305b840c961bf7ab982a3e67a44cd2fe1f8fad78d8f2598c0fd36fbf17c9af8";
const DATABASE: &str = "package/db.json.gz";

/// The documentation of all types, by name.
pub(crate) type Prose = BTreeMap<String, Type>;

/// The documentation of a resource type.
#[derive(Debug, Default)]
pub(crate) struct Type {
    pub(crate) object: Object,
    /// Its property types, by name.
    pub(crate) definitions: BTreeMap<String, Object>,
    /// The property that `Ref` returns, if that is not the primary identifier.
    pub(crate) reference: Option<String>,
}

/// The documentation of a resource type itself, or of a property type.
#[derive(Debug, Default)]
pub(crate) struct Object {
    pub(crate) text: String,
    pub(crate) properties: BTreeMap<String, Property>,
}

#[derive(Debug, Default)]
pub(crate) struct Property {
    pub(crate) text: String,
    /// The only resource type with this property, as `AWS::IAM::Role.Arn`.
    pub(crate) refers: Option<String>,
}

/// The documentation of every type, by name: from `local` if it is given, otherwise from the copy under `cache`,
/// which is downloaded if it is missing.
pub(crate) fn read(local: Option<&Path>, cache: &Path) -> Result<Prose> {
    let path = match local {
        Some(path) => path.to_owned(),
        None => cached(cache)?,
    };
    let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    types(&database(&bytes)?)
}

/// The documentation of a resource type, or of its definition `owner`.
pub(crate) fn object<'a>(prose: &'a Prose, resource: &Resource, owner: Option<&str>) -> Option<&'a Object> {
    let said = prose.get(&resource.name)?;
    match owner {
        None => Some(&said.object),
        Some(name) => said.definitions.get(name),
    }
}

fn cached(cache: &Path) -> Result<PathBuf> {
    let path = cache.join(FILE);
    if !fs::read(&path).is_ok_and(|bytes| verify(FILE, SHA256, &bytes).is_ok()) {
        fetch(cache)?;
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        verify(FILE, SHA256, &bytes)?;
    }
    Ok(path)
}

fn fetch(cache: &Path) -> Result<()> {
    const FIX: &str = "download the package by hand and pass it with --prose";
    fs::create_dir_all(cache).with_context(|| format!("cannot create {}", cache.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent", PACKAGE]).current_dir(cache);
    let output = npm
        .output()
        .with_context(|| format!("cannot run npm, which fetches {PACKAGE}; install it, or {FIX}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "npm cannot fetch {PACKAGE} (is the network up?); or {FIX}\n{}",
            said.trim()
        );
    }
    Ok(())
}

fn database(package: &[u8]) -> Result<Value> {
    let mut archive = tar::Archive::new(GzDecoder::new(package));
    for entry in archive.entries().context("the package is not a tar archive")? {
        let entry = entry.context("the package is cut off")?;
        if entry.path().is_ok_and(|path| path == Path::new(DATABASE)) {
            let mut text = String::new();
            GzDecoder::new(entry)
                .read_to_string(&mut text)
                .with_context(|| format!("cannot unpack {DATABASE}"))?;
            return serde_json::from_str(&text).with_context(|| format!("{DATABASE} is not JSON"));
        }
    }
    bail!("the package has no {DATABASE}")
}

fn types(database: &Value) -> Result<Prose> {
    let entities = |kind: &str| {
        let list = database.pointer(&format!("/schema/{kind}/entities"));
        list.and_then(Value::as_array)
            .with_context(|| format!("{DATABASE} has no {kind}"))
    };
    let mut definitions: BTreeMap<&str, &Value> = BTreeMap::new();
    for definition in entities("typeDefinition")? {
        definitions.insert(text(definition, "$id"), definition);
    }
    let mut types = BTreeMap::new();
    for resource in entities("resource")? {
        let used = database.pointer(&format!("/schema/usesType/forward/{}", text(resource, "$id")));
        let used = used.and_then(Value::as_array).into_iter().flatten();
        let definitions = used
            .filter_map(|used| definitions.get(text(used, "$id")))
            .map(|definition| (text(definition, "name").to_owned(), documented(definition)))
            .collect();
        let reference = match resource
            .get("cfnRefIdentifier")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
        {
            Some([only]) => only.as_str().map(str::to_owned),
            _ => None,
        };
        let name = text(resource, "cloudFormationType").to_owned();
        types.insert(
            name,
            Type {
                object: documented(resource),
                definitions,
                reference,
            },
        );
    }
    Ok(types)
}

fn text<'a>(of: &'a Value, key: &str) -> &'a str {
    of.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn documented(of: &Value) -> Object {
    let properties = of
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let property = |of: &Value| Property {
        text: text(of, "documentation").to_owned(),
        refers: refers(of),
    };
    Object {
        text: text(of, "documentation").to_owned(),
        properties: properties
            .map(|(name, of)| (name.clone(), property(of)))
            .collect(),
    }
}

fn refers(property: &Value) -> Option<String> {
    match property.get("relationshipRefs")?.as_array()?.as_slice() {
        [only] => Some(format!(
            "{}.{}",
            text(only, "cloudFormationType"),
            text(only, "propertyName")
        )),
        _ => None,
    }
}
