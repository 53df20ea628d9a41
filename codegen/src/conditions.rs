//! Writes `src/check/service/package.tsv`: the package's rules about several properties at once. One per line:
//! severity, place, source, message, and the JSON schema that must hold.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use zip::ZipArchive;

const RULES: &str = "cfnlint/rules/resources/";
const SCHEMAS: &str = "cfnlint/data/schemas/extensions/";

/// Larger tables map engines to versions to classes; only their values are kept.
const LARGE: usize = 30_000;

/// The lines, sorted by resource type.
pub(crate) fn lines(wheel: &[u8]) -> Result<String> {
    let mut archive = ZipArchive::new(Cursor::new(wheel)).context("the wheel is not a zip archive")?;
    let names: BTreeSet<String> = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .collect();
    let mut lines = Vec::new();
    for name in names.iter().filter(|name| {
        name.starts_with(RULES)
            && std::path::Path::new(name)
                .extension()
                .is_some_and(|ending| ending == "py")
    }) {
        let code = read(&mut archive, name)?;
        let Some((id, file, places)) = rule(&code).filter(|(id, ..)| !id.starts_with('I')) else {
            continue;
        };
        let path = format!("{SCHEMAS}{file}");
        if !names.contains(&path) {
            continue;
        }
        let text = read(&mut archive, &path)?;
        let schema: Value = serde_json::from_str(&text).with_context(|| format!("{path} is not JSON"))?;
        let Some(schema) = usable(schema, text.len()) else {
            continue;
        };
        let severity = if id.starts_with('E') { "error" } else { "warning" };
        let mut places: Vec<_> = places
            .into_iter()
            .map(|place| place.replacen("/Properties", "", 1))
            .collect();
        places.sort();
        places.dedup();
        let schema = serde_json::to_string(&schema)?;
        let source = format!("cfn-lint {id}");
        lines.push(format!(
            "{severity}\t{}\t{source}\t\t{schema}\n",
            places.join(",")
        ));
    }
    lines.extend(runtimes(&mut archive)?);
    lines.sort();
    ensure!(
        lines.len() > 50,
        "only {} rules were found: the package is written differently now",
        lines.len()
    );
    Ok(lines.concat())
}

/// Lambda runtimes that new functions cannot use at the date of the package, and those without further updates.
fn runtimes(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<Vec<String>> {
    const TABLE: &str = "cfnlint/data/AdditionalSpecs/LmbdRuntimeLifecycle.json";
    const PLACES: &str = "AWS::Lambda::Function/Runtime,AWS::Serverless::Function/Runtime";
    const SOURCE: &str = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html";
    let table: BTreeMap<String, BTreeMap<String, Option<String>>> =
        serde_json::from_str(&read(archive, TABLE)?)?;
    let made = archive
        .by_name(TABLE)?
        .last_modified()
        .context("the wheel has no dates")?;
    let today = format!("{:04}-{:02}-{:02}", made.year(), made.month(), made.day());
    let mut lines = Vec::new();
    for (name, dates) in &table {
        let date = |what: &str| dates.get(what).cloned().flatten().filter(|date| *date <= today);
        let instead = dates.get("successor").cloned().flatten().unwrap_or_default();
        let (severity, reason) = match (date("create-block"), date("deprecated")) {
            (Some(date), _) => (
                "error",
                format!("Lambda creates no functions with {name} since {date}"),
            ),
            (None, Some(date)) => (
                "warning",
                format!("AWS does not mend {name} any more since {date}"),
            ),
            (None, None) => continue,
        };
        let schema = json!({"not": {"const": name}});
        lines.push(format!(
            "{severity}\t{PLACES}\t{SOURCE}\t{reason} | use {instead}\t{schema}\n"
        ));
    }
    Ok(lines)
}

/// The id of a rule, the file of its schema, and the places it applies to.
fn rule(code: &str) -> Option<(String, String, Vec<String>)> {
    let between = |before: &str| {
        let (_, rest) = code.split_once(before)?;
        Some(rest.split('"').next()?.to_owned())
    };
    let id = between("id = \"")?;
    let (_, rest) = code.split_once("cfnlint.data.schemas.extensions.")?;
    let module: String = rest
        .chars()
        .take_while(|sign| sign.is_alphanumeric() || *sign == '_')
        .collect();
    let file = between("filename=\"")?;
    let places = code
        .split("\"Resources/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    Some((
        id,
        format!("{module}/{file}"),
        places.map(str::to_owned).collect(),
    ))
}

/// A schema that the check can evaluate; for a table by region, the union of all regions.
fn usable(schema: Value, size: usize) -> Option<Value> {
    let text = schema.to_string();
    // A value gathered from several resources needs a separate rule.
    if ["cfnGather", "$data", "cfnContext", "$lookup"]
        .iter()
        .any(|word| text.contains(word))
    {
        return None;
    }
    let by_region = schema.get("us-east-1").is_some();
    if by_region || size > LARGE {
        let mut words = BTreeSet::new();
        enumerated(&schema, &mut words);
        return (!words.is_empty() && by_region).then(|| json!({"enum": words}));
    }
    Some(without_prose(schema))
}

fn enumerated(schema: &Value, words: &mut BTreeSet<String>) {
    match schema {
        Value::Object(map) => {
            for (name, value) in map {
                if name == "enum" {
                    let all = value.as_array().into_iter().flatten();
                    words.extend(all.filter_map(Value::as_str).map(str::to_owned));
                } else {
                    enumerated(value, words);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| enumerated(item, words)),
        _ => {}
    }
}

fn without_prose(schema: Value) -> Value {
    match schema {
        Value::Object(map) => map
            .into_iter()
            .filter(|(name, value)| !(name == "description" && value.is_string()))
            .map(|(name, value)| (name, without_prose(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_prose).collect(),
        other => other,
    }
}

fn read(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String> {
    let mut text = String::new();
    let mut file = archive
        .by_name(name)
        .with_context(|| format!("the wheel has no {name}"))?;
    file.read_to_string(&mut text)
        .with_context(|| format!("cannot unpack {name}"))?;
    Ok(text)
}
