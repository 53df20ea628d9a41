//! Rust source of resources from their properties: the struct literals that a program would have. The structs are those of the
//! services that this build of the library has.

use super::files;
use sa_infra::json::{Fields, Json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The structs and enumerations of a service.
#[derive(Default)]
struct Service {
    name: String,
    /// The fields of each struct: name, Rust type, property, and whether it is required.
    structs: BTreeMap<String, Vec<(String, String, String, bool)>>,
    /// The variants of each enumeration, by value.
    choices: BTreeMap<String, BTreeMap<String, String>>,
}

/// How many resources of the program are in one stack. CloudFormation accepts 500.
pub const PER_STACK: usize = 400;

/// The structs of the library.
pub struct Structs {
    services: Vec<Service>,
    /// The service and the struct of each resource type.
    resources: BTreeMap<String, (usize, String)>,
}

impl Structs {
    /// Those that this build has.
    pub fn new() -> Self {
        let (mut services, mut resources) = (Vec::new(), BTreeMap::new());
        for name in compiled() {
            let text = files::read(format!("src/aws/{name}.rs"));
            let mut service = Service {
                name,
                ..Service::default()
            };
            for (kind, name) in service.read(&text) {
                resources.insert(kind, (services.len(), name));
            }
            services.push(service);
        }
        Self { services, resources }
    }

    /// Whether there is a struct of this resource type.
    pub fn has(&self, kind: &str) -> bool {
        self.resources.contains_key(kind)
    }

    /// The struct literal of a resource; the type and the value that its fields do not take.
    pub fn literal(&self, kind: &str, properties: &Fields) -> Result<String, String> {
        let (service, name) = &self.resources[kind];
        self.services[*service].literal(name, properties)
    }
}

/// The services whose structs are compiled: a feature, the module and the file have one name.
fn compiled() -> BTreeSet<String> {
    let manifest = files::read("Cargo.toml");
    let groups: &[&str] = if cfg!(feature = "all-services") {
        &["all-services"]
    } else {
        &["stacks", "applications"]
    };
    let members = groups.iter().flat_map(|group| {
        let list = manifest.split_once(&format!("\n{group} = [")).unwrap().1;
        list.split(']').next().unwrap().split('"').skip(1).step_by(2)
    });
    let has_file = |name: &&str| files::root().join(format!("src/aws/{name}.rs")).is_file();
    members.filter(has_file).map(str::to_owned).collect()
}

impl Service {
    /// Reads the calls of the macros. Returns the types of the resources, with their structs.
    fn read(&mut self, text: &str) -> Vec<(String, String)> {
        let mut resources = Vec::new();
        let (mut current, mut required) = (String::new(), true);
        let mut choice = None;
        for line in text.lines() {
            let words = || line.split_whitespace();
            if line.starts_with("properties! {") {
                words().nth(2).unwrap().clone_into(&mut current);
                required = !line.ends_with("{} {");
                self.structs.insert(current.clone(), Vec::new());
            } else if line.starts_with("handle! {") {
                let kind = line.split('"').nth(1).unwrap().to_owned();
                resources.push((kind, words().nth(2).unwrap().to_owned()));
                current.clear();
            } else if line.starts_with("choice! {") {
                choice = Some(words().nth(2).unwrap().to_owned());
            } else if line == "} {" {
                required = false;
            } else if let Some((field, rest)) = without_attribute(line).split_once(" = \"")
                && choice.is_none()
                && let Some((name, kind)) = field.trim().split_once(": ")
                // The lines below `handle!` are attributes.
                && let Some(fields) = self.structs.get_mut(&current)
            {
                let property = rest.split('"').next().unwrap().to_owned();
                fields.push((name.to_owned(), kind.to_owned(), property, required));
            }
            if let Some(name) = &choice {
                let variants = self.choices.entry(name.clone()).or_default();
                let list = line.rsplit_once("\" {").map_or(line, |(_, list)| list);
                for pair in list.split(',').filter_map(|pair| pair.split_once(" = \"")) {
                    variants.insert(pair.1.trim_end_matches('"').to_owned(), pair.0.trim().to_owned());
                }
                if line.ends_with('}') {
                    choice = None;
                }
            }
        }
        resources
    }

    fn literal(&self, name: &str, values: &Fields) -> Result<String, String> {
        let fields = &self.structs[name];
        let mut literal = format!("{}::{name} {{ ", self.name);
        for (field, kind, property, required) in fields {
            let value = values
                .get(property)
                .map(|value| self.value(kind, value))
                .transpose()?;
            match value {
                Some(value) if *required => write!(literal, "{field}: Val::Known({value}), "),
                Some(value) => write!(literal, "{field}: Prop::Set(Val::Known({value})), "),
                None if *required => return Err(format!("{name} without {property}")),
                None => write!(literal, "{field}: Prop::Unset, "),
            }
            .unwrap();
        }
        let is_unknown = |name: &str| fields.iter().all(|(_, _, property, _)| property != name);
        match values.iter().find(|(name, _)| is_unknown(name)) {
            Some((unknown, _)) => Err(format!("{name} has no {unknown}")),
            None => Ok(literal + "}"),
        }
    }

    fn value(&self, kind: &str, value: &Json) -> Result<String, String> {
        let inner = |prefix: &str| kind.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
        match (kind, value) {
            (_, Json::List(items)) if kind.starts_with("List<") => {
                let item = |value| {
                    Ok(format!(
                        "Val::Known({})",
                        self.value(inner("List<").unwrap(), value)?
                    ))
                };
                let items = items.iter().map(item).collect::<Result<Vec<_>, String>>()?;
                Ok(format!("List(vec![{}])", items.join(", ")))
            }
            (_, Json::Map(members)) if kind.starts_with("Map<") => {
                let member = |(key, value): (&str, &Json)| {
                    let value = self.value(inner("Map<").unwrap(), value)?;
                    Ok(format!("({key:?}.into(), Val::Known({value}))"))
                };
                let members = members.iter().map(member).collect::<Result<Vec<_>, String>>()?;
                Ok(format!("Map(vec![{}])", members.join(", ")))
            }
            (_, value) if kind.starts_with("Box<") => Ok(format!(
                "Box::new({})",
                self.value(inner("Box<").unwrap(), value)?
            )),
            ("Json", value) => Ok(format!("json!({})", serde_json::to_string(value).unwrap())),
            ("bool", Json::Bool(value)) => Ok(value.to_string()),
            ("i64", Json::Int(value)) => Ok(value.to_string()),
            ("f64", Json::Int(value)) => Ok(format!("{value}.0")),
            (_, Json::Map(values)) if self.structs.contains_key(kind) => self.literal(kind, values),
            ("String", Json::Text(text)) => Ok(format!("{text:?}.to_owned()")),
            (_, Json::Text(text)) if kind.starts_with("Arn<") || kind.starts_with("Id<") => {
                Ok(format!("{text:?}.into()"))
            }
            (_, Json::Text(text)) if self.choices.contains_key(kind) => {
                Ok(match self.choices[kind].get(text.as_ref()) {
                    Some(variant) => format!("{}::{kind}::{variant}", self.name),
                    None => format!("{}::{kind}::Custom({text:?}.to_owned())", self.name),
                })
            }
            _ => Err(format!("{kind} of {}", serde_json::to_string(value).unwrap())),
        }
    }
}

/// A line without `#[deprecated = ".."]`.
fn without_attribute(line: &str) -> &str {
    line.split_once("\"] ").map_or(line, |(_, line)| line)
}

/// A program that puts these resources, by id, into a stack and prints the template.
pub fn program(resources: &[(String, String)]) -> String {
    let mut program = String::from(
        "#![allow(deprecated, unused_imports)]\nuse sa_infra::{aws::*, json, prelude::*, value::{List, Map}};\n\
                       fn main() {\n    let mut app = App::new();\n    app.tag(\"owner\", \"tests\");\n    \
                       ",
    );
    for part in resources.chunks(PER_STACK) {
        writeln!(program, "    let stack = app.stack({:?});", part[0].0).unwrap();
        for (id, _) in part {
            writeln!(program, "    {id}(stack);").unwrap();
        }
    }
    program += "    for stack in app.synth().unwrap().stacks {\n        \
                print!(\"{}\", stack.template.to_pretty());\n    }\n}\n";
    for (id, literal) in resources {
        let put = format!("stack.at({id:?}).put({literal});");
        writeln!(program, "fn {id}(stack: &mut Stack) {{ {put} }}").unwrap();
    }
    program
}
