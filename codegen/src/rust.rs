//! Writes `src/aws`: a file per service, a struct per resource type and definition.

mod docs;
mod enums;
mod handles;
mod objects;
mod references;
mod types;

use crate::features;
use crate::plan::{Place, Service};
use crate::prose::Prose;
use references::References;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use types::Types;

pub(crate) use types::identifies;

/// Lints that AWS's names, sentences and numbers of properties trigger, and the declaration of deprecated items.
const ALLOWED: &str = "
#![allow(
    clippy::all,
    clippy::pedantic,
    deprecated,
    reason = \"the names, the documentation and the number of properties are AWS's\"
)]

";

/// The generated services.
pub(crate) struct Written {
    /// The path under `src` and the text of every file. The text of `aws.rs` is not yet formatted.
    pub(crate) files: BTreeMap<String, String>,
    /// The modules of the services.
    pub(crate) modules: BTreeSet<String>,
}

/// The input of the modules.
struct All<'a> {
    /// The types with a struct.
    listed: BTreeSet<String>,
    prose: &'a Prose,
    references: References,
}

/// The files of all services.
pub(crate) fn files(services: &BTreeMap<String, Service<'_>>, prose: &Prose) -> Written {
    let resources = || {
        services
            .values()
            .flat_map(|service| service.resources.iter().copied())
    };
    let all = All {
        listed: resources().map(|resource| resource.name.clone()).collect(),
        prose,
        references: References::new(resources(), prose),
    };
    let mut files = BTreeMap::new();
    let mut foreign = BTreeSet::new();
    for service in services.values() {
        let text = service_file(service, &all, &mut foreign);
        files.insert(format!("aws/{}.rs", service.module()), text);
    }
    files.insert("aws.rs".to_owned(), index(services, &foreign));
    Written {
        files,
        modules: services.values().map(Service::module).collect(),
    }
}

/// The module of modules: each with its feature, and without it the types that others refer to.
fn index(services: &BTreeMap<String, Service<'_>>, foreign: &BTreeSet<String>) -> String {
    let mut index = String::new();
    for line in include_str!("rust/aws.md").lines() {
        let _ = writeln!(index, "{}", format!("//! {line}").trim_end());
    }
    index.push_str(ALLOWED);
    let modules: BTreeMap<_, _> = services
        .values()
        .map(|service| (service.module(), service))
        .collect();
    for (module, service) in modules {
        let feature = features::of(&module);
        let _ = writeln!(index, "#[cfg(feature = {feature:?})]\npub mod {module};");
        let kinds: Vec<_> = service
            .resources
            .iter()
            .filter(|resource| foreign.contains(&resource.name))
            .collect();
        if kinds.is_empty() {
            continue;
        }
        let _ = writeln!(
            index,
            "/// Types of `AWS::{}` that other services refer to. The feature `{feature}` makes them resources.\n\
             #[cfg(not(feature = {feature:?}))]\npub mod {module} {{\ncrate::model::declare::kinds! {{",
            service.name
        );
        for resource in kinds {
            let _ = writeln!(
                index,
                "        {} {:?}",
                service.struct_name(resource, None),
                resource.name
            );
        }
        index.push_str("    }\n}\n");
    }
    index
}

fn service_file(service: &Service<'_>, all: &All<'_>, foreign: &mut BTreeSet<String>) -> String {
    let resources = service.resources.as_slice();
    let types = Types::new(service, all);
    let mut body = String::new();
    let mut written: BTreeSet<String> = BTreeSet::new();
    for resource in resources {
        body.push_str(&objects::resource(&types, resource, resources));
        body.push_str(&handles::handle(&types, resource));
        let mut later = String::new();
        for definition in resource.definitions.keys() {
            let name = service.struct_name(resource, Some(definition));
            if written.insert(name) {
                later.push_str(&objects::definition(&types, resource, definition, resources));
            }
        }
        let definitions = resource
            .definitions
            .iter()
            .map(|(name, object)| (Some(name.as_str()), object));
        for (owner, object) in [(None, &resource.root)].into_iter().chain(definitions) {
            for (property, node) in &object.members {
                let Some((text, _)) = crate::plan::text_of(node) else {
                    continue;
                };
                let place = Place { owner, property };
                if let Some(name) = service.enum_name(resource, place, text)
                    && written.insert(name.to_owned())
                {
                    later.push_str(&enums::enumeration(name, property, text));
                }
            }
        }
        body.push_str(&later);
    }
    let macros = ["choice", "handle", "properties"].map(|name| (name, format!("{name}! {{ ")));
    let macros: Vec<_> = macros
        .iter()
        .filter(|(_, used)| body.contains(used))
        .map(|(name, _)| *name)
        .collect();
    foreign.append(&mut types.foreign.borrow_mut());
    format!(
        "//! The resource types of `AWS::{}`. GENERATED by `cargo run -p codegen`; changes belong there.\n\n{}\n{}\n",
        service.name,
        types.imports(&macros),
        body.trim_end(),
    )
}
