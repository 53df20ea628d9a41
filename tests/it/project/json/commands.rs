//! The type that each command prints with `--json`.

use crate::support::schema::{Types, page};
use serde_json::Value;
use std::collections::BTreeMap;

/// A command and its output.
pub struct Command {
    /// The words of the command.
    pub name: &'static str,
    /// The module of the type, and the type as Rust writes it; without a module, a schema.
    output: (&'static str, &'static str),
    /// Whether it prints one value per line, as they come.
    pub lines: bool,
}

const fn one(name: &'static str, module: &'static str, output: &'static str) -> Command {
    Command {
        name,
        output: (module, output),
        lines: false,
    }
}

const fn lines(name: &'static str, module: &'static str, output: &'static str) -> Command {
    Command {
        name,
        output: (module, output),
        lines: true,
    }
}

/// Commands that print something else, and refuse `--json`.
pub const WITHOUT: [&str; 4] = ["completions", "console", "man", "open"];

/// The events of operations on stacks.
const EVENTS: (&str, &str) = ("deploy::ui", "Event");

/// Every command, in the order of the help.
pub const COMMANDS: &[Command] = &[
    one("ls", "view::stacks", "Vec<Row>"),
    one("synth", "deploy::template_files", "Vec<File>"),
    one("check", "view::findings", "Vec<Row>"),
    one("facts", "", FACTS),
    one("diagram", "synth::diagram", "Diagram"),
    one("diff", "view::diff::json", "Vec<Stack>"),
    lines("deploy", EVENTS.0, EVENTS.1),
    lines("destroy", EVENTS.0, EVENTS.1),
    one("restore", "operate::restore", "Vec<Summary>"),
    one("status", "deploy::status", "Vec<Status>"),
    one("outputs", "deploy::outputs", "Vec<Outputs>"),
    lines("events", "deploy::events", "Event"),
    one("drift", "deploy::drift", "Vec<Drift>"),
    lines("watch", EVENTS.0, EVENTS.1),
    lines("cancel", EVENTS.0, EVENTS.1),
    lines("recover", EVENTS.0, EVENTS.1),
    one("gc", "deploy::gc", "Vec<Assets>"),
    one("secrets", "operate::secrets", "Vec<Row>"),
    one("secrets list", "operate::secrets", "Vec<Row>"),
    one("secrets set", "operate::secrets", "Vec<Written>"),
    one("secrets import", "operate::secrets", "Vec<Written>"),
    one("secrets copy", "operate::secrets", "Vec<Written>"),
    one("secrets show", "operate::secrets", "Vec<Row>"),
    one("notify", "operate::notify", "Vec<Row>"),
    one("notify list", "operate::notify", "Vec<Row>"),
    one("notify add", "", SUBSCRIBER),
    one("notify remove", "", SUBSCRIBER),
    one("notify test", "", SENT),
    one("notify test --watchdog", "operate::watchdog", "Tried"),
    one("schedule", "operate::schedules", "Vec<Row>"),
    one("schedule list", "operate::schedules", "Vec<Row>"),
    one("schedule pause", "operate::schedules", "Vec<Switched>"),
    one("schedule resume", "operate::schedules", "Vec<Switched>"),
    lines("logs", "cloud::logs", "LogEvent"),
    one("tasks", "operate::tasks", "Vec<Row>"),
    one("images", "operate::images", "Vec<Row>"),
    lines("run", "", "run"),
    one("build", "operate::build", "Vec<Row>"),
    one("build list", "operate::build", "Vec<Row>"),
    one("instance status", "operate::instance::status", "Status"),
    one("instance start", "operate::instance::function", "Ended"),
    one("instance stop", "operate::instance::function", "Ended"),
    one("instance ssh", "operate::instance::ssh", "Command"),
    one("instance copy", "operate::instance::ssh", "Command"),
    one("instance key", "", FILE),
    one("instance upgrade-image", "operate::instance::image", "Upgrade"),
    one("upload", "operate::upload", "Pack"),
    lines("up", "", UP),
    one("doctor", "operate::doctor", "Vec<Finding>"),
    one("policy", "", POLICY),
    one("local", "local::emulator", "Status"),
    one("config", "settings::entry", "Vec<Entry>"),
    one("init", "", FILE),
    one("new", "", CRATE),
    one("docs", "", DOCS),
];

const FILE: &str = r#"{"type": "object", "properties": {"file": {"type": "string", "description": "The file that was written."}},
    "required": ["file"], "additionalProperties": false}"#;

const CRATE: &str = r#"{"type": "object", "properties": {
    "directory": {"type": "string", "description": "The directory of the crate."},
    "files": {"type": "array", "items": {"type": "string"}, "description": "The files that were written."}},
    "required": ["directory", "files"], "additionalProperties": false}"#;

const SUBSCRIBER: &str = r#"{"type": "object", "properties": {
    "address": {"type": "string", "description": "The address."},
    "state": {"enum": ["confirmed", "pending", "missing"], "description": "The state of its subscription."}},
    "required": ["address", "state"], "additionalProperties": false}"#;

const SENT: &str = r#"{"type": "object", "properties": {
    "message_id": {"type": "string", "description": "The id of the message."},
    "confirmed": {"type": "integer", "description": "How many subscribers are confirmed."}},
    "required": ["message_id", "confirmed"], "additionalProperties": false}"#;

const FACTS: &str = r#"{"oneOf": [
    {"type": "array", "items": {"type": "string"}, "description": "Without a type: the names of all types."},
    {"type": "object", "description": "With a type: what its schema says.", "properties": {
        "type": {"type": "string", "description": "The resource type."},
        "properties": {"type": "array", "items": {"type": "string"}, "description": "Its properties."},
        "required": {"type": "array", "items": {"type": "string"}, "description": "Required properties."},
        "read_only": {"type": "array", "items": {"type": "string"}, "description": "Properties that only AWS sets."},
        "create_only": {"type": "array", "items": {"type": "string"}, "description": "Properties whose change replaces the resource."},
        "conditional_create_only": {"type": "array", "items": {"type": "string"}, "description": "Properties whose change may replace the resource."},
        "identifier": {"type": "array", "items": {"type": "string"}, "description": "Properties that identify the resource."},
        "import_by": {"type": "array", "items": {"type": "string"}, "description": "Properties that an import needs."},
        "stateful": {"type": "boolean", "description": "Whether the resource holds data."},
        "addresses": {"type": "array", "items": {"type": "string"}, "description": "Attributes that are addresses."},
        "attributes": {"type": "array", "items": {"type": "string"}, "description": "What Fn::GetAtt returns."},
        "regions": {"type": "array", "items": {"type": "string"}, "description": "The regions that have the type."},
        "permissions": {"type": "object", "description": "The IAM actions of each handler.", "additionalProperties":
            {"type": "array", "items": {"type": "string"}}}},
    "required": ["type", "properties", "required", "read_only", "create_only", "conditional_create_only", "identifier", "import_by", "stateful", "addresses", "attributes",
        "regions", "permissions"], "additionalProperties": false}]}"#;

const DOCS: &str = r#"{"oneOf": [
    {"type": "array", "description": "Without a page: all pages.", "items": {"type": "object", "properties": {
        "page": {"type": "string", "description": "The name of the page."},
        "about": {"type": "string", "description": "What it is about."}},
        "required": ["page", "about"], "additionalProperties": false}},
    {"type": "object", "description": "With a page: its text.", "properties": {
        "page": {"type": "string", "description": "The name of the page."},
        "text": {"type": "string", "description": "Its text, Markdown."}},
        "required": ["page", "text"], "additionalProperties": false}]}"#;

/// IAM's documents, the calls of the commands, or a simulation.
const POLICY: &str = "policy";

/// The values of the commands that it runs.
const UP: &str = r##"{"anyOf": [{"$ref": "#/$defs/deploy"}, {"$ref": "#/$defs/secrets%20set"}, {"$ref": "#/$defs/build"},
    {"$ref": "#/$defs/notify%20add"}, {"$ref": "#/$defs/doctor"}, {"$ref": "#/$defs/run"}]}"##;

/// The schema of every command, by name.
pub fn schemas() -> Value {
    let types = Types::read();
    let either = |all: &[Value]| serde_json::json!({ "oneOf": all });
    let schema = |command: &Command| match command.output {
        ("", "run") => either(&[
            types.schema("operate::launch", "Launch"),
            types.schema("cloud::logs", "LogEvent"),
            types.schema("operate::tasks", "Row"),
        ]),
        ("", POLICY) => {
            let document = serde_json::json!({"type": "object", "required": ["Version", "Statement"],
                "description": "A policy document of IAM."});
            either(&[
                document.clone(),
                serde_json::json!({"type": "array", "items": document, "minItems": 1,
                    "description": "Several documents, if one would be longer than IAM accepts."}),
                types.schema("operate::permissions::calls", "Vec<Calls>"),
                types.schema("operate::permissions::simulate", "Simulation"),
            ])
        }
        ("", schema) => {
            serde_json::from_str(schema).unwrap_or_else(|error| panic!("{}: {error}", command.name))
        }
        EVENTS => {
            let mut events = types.schema(EVENTS.0, EVENTS.1);
            let access = types.schema("view::diff::access_line", "AccessLine");
            let all = events["oneOf"].as_array_mut().unwrap();
            all.retain(|event| event["properties"]["type"]["const"] != "access");
            all.push(access);
            events
        }
        (module, output) => types.schema(module, output),
    };
    let named = COMMANDS
        .iter()
        .map(|command| (command.name.to_owned(), schema(command)));
    page(&named.collect::<BTreeMap<_, _>>())
}
