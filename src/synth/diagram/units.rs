//! The items of the diagram: each resource, and the secrets that exist before any stack.

use crate::diff::normal;
use crate::facts::resource_type;
use crate::model::json::Json;
use crate::model::template::{Resource, Template};
use crate::synth::Assembly;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// The kind of secrets, which are not resources of a template.
const SECRET: &str = "AWS::SSM::SecureString";

/// One resource.
pub(super) struct Unit<'a> {
    /// The index of its stack in the assembly.
    pub(super) stack: usize,
    /// Its type.
    pub(super) kind: &'a str,
    /// Its logical ID; a secret has none.
    pub(super) id: &'a str,
    /// Its name in the diagram.
    pub(super) name: String,
    /// The resource in the template; a secret has none.
    pub(super) resource: Option<&'a Resource>,
}

/// All of them, in the order of the assembly.
pub(super) struct Units<'a> {
    pub(super) all: Vec<Unit<'a>>,
    /// By stack and logical id.
    places: HashMap<(usize, &'a str), usize>,
    /// By its name in AWS, with the service in lower case.
    names: HashMap<(String, &'a str), usize>,
    /// By the property that names them: the resource, and its name in normal form.
    named: HashMap<&'static str, Vec<(usize, Json)>>,
}

impl<'a> Units<'a> {
    pub(super) fn of(assembly: &'a Assembly, templates: &'a [Cow<'a, Template>]) -> Self {
        let mut units = Self {
            all: Vec::new(),
            places: HashMap::new(),
            names: HashMap::new(),
            named: HashMap::new(),
        };
        for (stack, (artifact, template)) in assembly.stacks.iter().zip(templates).enumerate() {
            for (id, resource) in &template.resources {
                units.places.insert((stack, id), units.all.len());
                let names = names(resource).map(|name| (service(&resource.kind), name));
                units.names.extend(names.map(|name| (name, units.all.len())));
                for (path, name) in named_by(resource) {
                    let same_path = units.named.entry(path).or_default();
                    same_path.push((units.all.len(), normal(name)));
                }
                units.all.push(Unit {
                    stack,
                    kind: &resource.kind,
                    id,
                    name: called(id, resource),
                    resource: Some(resource),
                });
            }
            for secret in &artifact.secrets {
                let name = (service(SECRET), &*secret.name);
                units.names.insert(name, units.all.len());
                units.all.push(Unit {
                    stack,
                    kind: SECRET,
                    id: "",
                    name: secret.name.clone(),
                    resource: None,
                });
            }
        }
        units
    }

    /// The resource of a stack with this logical id.
    pub(super) fn at(&self, stack: usize, id: &str) -> Option<usize> {
        self.places.get(&(stack, id)).copied()
    }

    /// Resources of the same stack with this value as their name, when the property says which kind of name it is:
    /// `KeyName` of an instance is that of a key, `Bucket` of a policy is the `BucketName` of a bucket.
    pub(super) fn by_same_name(
        &self,
        from: usize,
        property: &str,
        value: &Json,
    ) -> impl Iterator<Item = usize> {
        let unit = &self.all[from];
        let long = format!("{property}Name");
        let named = [property, &long]
            .into_iter()
            .filter_map(|path| self.named.get(path));
        let same = named.flatten().filter(|(_, name)| name == value);
        let others = same.map(|(at, _)| *at).filter(|at| {
            let other = &self.all[*at];
            other.stack == unit.stack && other.kind != unit.kind
        });
        others.collect::<BTreeSet<_>>().into_iter()
    }

    /// The resource with the literal name at the end of an ARN: `:task-definition/reports:*`.
    pub(super) fn named(&self, service: &str, tail: &str) -> Option<usize> {
        let name = tail.trim_end_matches(":*").rsplit(':').next()?;
        let below = name.split_once('/').map(|(_, name)| name);
        let rooted = name.find('/').map(|at| &name[at..]);
        let names = [Some(name), below, rooted].into_iter().flatten();
        let mut found = names.filter_map(|name| self.names.get(&(service.to_owned(), name)));
        found.next().copied()
    }
}

/// The service of a type: `ecs` for `AWS::ECS::Cluster`.
fn service(kind: &str) -> String {
    kind.split("::").nth(1).unwrap_or_default().to_lowercase()
}

/// The literal values of the properties that identify a resource.
fn names(resource: &Resource) -> impl Iterator<Item = &str> {
    named_by(resource).filter_map(|(_, name)| name.as_text())
}

/// The properties that identify a resource, with their values.
fn named_by(resource: &Resource) -> impl Iterator<Item = (&'static str, &Json)> {
    let facts = resource_type(&resource.kind);
    let paths = facts
        .into_iter()
        .flat_map(|facts| &facts.create_only)
        .map(AsRef::as_ref);
    let paths = paths.filter(|path| path.ends_with("Name") || *path == "Family");
    paths.filter_map(|path| Some((path, resource.properties.get(path)?)))
}

/// The meaningful words of the construct path.
fn called(id: &str, resource: &Resource) -> String {
    let words = resource.path.split('/');
    let words = words.filter(|word| !matches!(*word, "" | "Resource" | "Default"));
    let words = words.collect::<Vec<_>>();
    if words.is_empty() {
        id.to_owned()
    } else {
        words.join("/")
    }
}
