//! Encodes the facts of the schemas as `src/facts/facts.bin`, which the engine reads type by type.
//!
//! `src/facts/artifact.rs` describes the layout. Equal strings, shapes and objects are stored once, whatever their
//! service.

mod objects;
mod pattern;
mod record;
mod resources;
mod shapes;
mod shortening;

use crate::schema::Resource;
use anyhow::{Context, Result, ensure};
use objects::Objects;
use record::{Numbers, Record, table};
use shapes::Shapes;
use std::collections::{BTreeMap, BTreeSet};

/// The first bytes of the artifact; the last digit is the version of the layout.
const MAGIC: &[u8; 16] = b"sa-infra facts 3";

/// The regions that offer each type, by the type's name.
pub(crate) type Regions = BTreeMap<String, BTreeSet<String>>;

/// The artifact about these resource types.
pub(crate) fn artifact(
    resources: &BTreeMap<String, Resource>,
    regions: &Regions,
    source: &str,
) -> Result<Vec<u8>> {
    let names: BTreeSet<_> = regions.values().flatten().cloned().collect();
    ensure!(
        names.len() <= 64,
        "a set of regions is 64 bits, and there are {}",
        names.len()
    );
    let objects = Objects::new(resources);
    let mut shapes = Shapes::default();
    let mut bodies = Vec::new();
    for (resource, definition) in objects.representatives() {
        let body = objects::body(&objects, &mut shapes, resource, definition)
            .with_context(|| format!("{} {}", resource.name, definition.unwrap_or_default()))?;
        bodies.push(body);
    }
    let mut masks: Vec<u64> = Vec::new();
    let mut types = Vec::new();
    for resource in resources.values() {
        let mask = mask(regions.get(&resource.name), &names);
        let at = masks.iter().position(|known| *known == mask).unwrap_or_else(|| {
            masks.push(mask);
            masks.len() - 1
        });
        types.push(resources::body(&objects, resource, at)?);
    }
    let shapes = shapes.into_records();
    let order = shapes::by_frequency(&shapes, &bodies);
    let regions: Vec<_> = names
        .into_iter()
        .map(|name| Record::default().text(&name))
        .collect();
    let source = vec![Record::default().text(source)];
    let everything = [&shapes, &bodies, &types, &regions, &source];
    let numbers = Numbers::new(everything.into_iter().flatten(), &order);
    let shapes: Vec<_> = order.iter().filter_map(|at| shapes.get(*at)).collect();
    let written = |records: &[Record]| -> Result<Vec<Vec<u8>>> {
        records.iter().map(|record| numbers.bytes(record)).collect()
    };
    let shapes: Result<Vec<_>> = shapes.into_iter().map(|record| numbers.bytes(record)).collect();
    let (strings, meanings) = numbers.strings();
    let sections = [
        table(&strings)?,
        table(&shapes?)?,
        table(&written(&bodies)?)?,
        table(&written(&types)?)?,
        table(&written(&regions)?)?,
        table(&written(&source)?)?,
        table(&meanings)?,
        masks.iter().flat_map(|mask| mask.to_le_bytes()).collect(),
    ];
    let mut artifact = MAGIC.to_vec();
    let mut at = MAGIC.len() + 4 * sections.len();
    for section in &sections {
        artifact.extend(u32::try_from(at)?.to_le_bytes());
        at += section.len();
    }
    Ok(artifact
        .into_iter()
        .chain(sections.into_iter().flatten())
        .collect())
}

/// The regions as bits, in the order of their names; all bits for a type without regions.
fn mask(regions: Option<&BTreeSet<String>>, names: &BTreeSet<String>) -> u64 {
    let offers = |name: &String| regions.is_none_or(|regions| regions.contains(name));
    names
        .iter()
        .enumerate()
        .filter(|(_, name)| offers(name))
        .fold(0, |mask, (at, _)| mask | 1 << at)
}
