//! Turns a reference to another stack into an export there and an import here, with the CDK's names.

use super::lists::{joined, split};
use crate::facts::resource_type;
use crate::model::app::{Passed, Stack};
use crate::model::finding::Finding;
use crate::model::json::{Call, Fields, Json, Target, Text};
use crate::model::logical_id::{export_id, logical_id};
use crate::model::resource::NO_STACK;
use crate::model::template::{Output, Parameter};
use std::collections::{BTreeSet, HashMap};
use std::panic::Location;
use std::sync::Arc;

/// For each stack, the indices of the stacks it imports from.
pub(super) type Dependencies = Vec<BTreeSet<usize>>;

/// Rewrites every reference, adds the outputs they need, and reports those that are not possible.
pub(super) fn resolve(stacks: &mut [Stack], findings: &mut Vec<Finding>) -> Dependencies {
    let peers = stacks.iter().enumerate().map(|(at, stack)| {
        let resources = stack.template.resources.iter();
        let peer = Peer {
            at,
            name: stack.name.clone(),
            region: stack.region.clone(),
            kinds: resources
                .map(|(id, resource)| (id.clone(), resource.kind.clone()))
                .collect(),
        };
        (stack.id.clone(), peer)
    });
    let peers = peers.collect::<HashMap<_, _>>();
    let mut dependencies = vec![BTreeSet::new(); stacks.len()];
    for at in 0..stacks.len() {
        for import in imports(&mut stacks[at], &peers, findings) {
            let problem = lend(stacks, at, &import).err();
            dependencies[at].insert(import.producer);
            findings.extend(problem.map(|(reason, fix)| Finding {
                subject: import.subject,
                origin: import.origin,
                ..Finding::error(stacks[at].id.clone(), reason, fix)
            }));
        }
    }
    dependencies
}

struct Peer {
    at: usize,
    name: Text,
    region: Option<Text>,
    /// The types of its resources.
    kinds: HashMap<Arc<str>, Text>,
}

impl Peer {
    fn is_list(&self, call: &Call) -> bool {
        let Call::GetAtt(target, attribute) = call else {
            return false;
        };
        let facts = self.kinds.get(&target.id).and_then(|kind| resource_type(kind));
        facts.is_some_and(|facts| facts.is_list(attribute))
    }
}

/// A reference to a resource of another stack.
struct Import {
    producer: usize,
    output: Arc<str>,
    export: Text,
    /// The parameter that takes the value, if the producer is in another region.
    passed: Option<Arc<str>>,
    /// The value as the producer's own template has it.
    value: Json,
    /// The resource that has it.
    resource: Arc<str>,
    subject: Arc<str>,
    origin: Option<&'static Location<'static>>,
}

/// Rewrites the references within one stack and returns those to other stacks.
fn imports(stack: &mut Stack, peers: &HashMap<Arc<str>, Peer>, findings: &mut Vec<Finding>) -> Vec<Import> {
    let (here, region) = (stack.id.clone(), stack.region.clone());
    let mut walk = Walk {
        here: &here,
        region,
        peers,
        findings,
        imports: Vec::new(),
        subject: "".into(),
        origin: None,
    };
    for (id, resource) in &mut stack.template.resources {
        walk.subject = id.clone();
        walk.origin = resource.origin;
        resource
            .properties
            .values_mut()
            .for_each(|value| walk.rewrite(value));
        resource
            .metadata
            .values_mut()
            .for_each(|value| walk.rewrite(value));
    }
    for (id, output) in &mut stack.template.outputs {
        walk.subject = format!("Outputs/{id}").into();
        walk.origin = output.origin;
        walk.rewrite(&mut output.value);
    }
    for (id, condition) in &mut stack.template.conditions {
        walk.subject = format!("Conditions/{id}").into();
        walk.origin = None;
        walk.rewrite(condition);
    }
    walk.imports
}

struct Walk<'a> {
    here: &'a Arc<str>,
    region: Option<Text>,
    peers: &'a HashMap<Arc<str>, Peer>,
    findings: &'a mut Vec<Finding>,
    imports: Vec<Import>,
    subject: Arc<str>,
    origin: Option<&'static Location<'static>>,
}

impl Walk<'_> {
    fn rewrite(&mut self, json: &mut Json) {
        json.rewrite_calls(&mut |call| self.call(call));
    }

    /// Makes a reference local; what imports it when it leaves the stack.
    fn call(&mut self, call: &mut Call) -> Option<Json> {
        let target = match call {
            Call::Ref(target) | Call::GetAtt(target, _) => target,
            Call::Function(..) => return None,
        };
        let resource = target.id.clone();
        let stack = target.stack.take().filter(|stack| stack != self.here)?;
        if *stack == *NO_STACK {
            self.findings.push(Finding {
                subject: self.subject.clone(),
                origin: self.origin,
                ..unknown_attribute(self.here, &resource)
            });
            return None;
        }
        let Some(peer) = self.peers.get(&stack) else {
            self.findings.push(Finding {
                subject: self.subject.clone(),
                origin: self.origin,
                ..Finding::error(
                    self.here.clone(),
                    format!("refers to {resource} of the stack {stack}, which is not in this app"),
                    "use references from stacks of the same App",
                )
            });
            return None;
        };
        let output = export_id(&serde_json::to_string(call).unwrap_or_default());
        let export = Text::Owned(format!("{}:{output}", peer.name));
        let is_elsewhere = peer.region != self.region && peer.region.is_some() && self.region.is_some();
        let is_list = peer.is_list(call);
        let passed = is_elsewhere.then(|| Arc::<str>::from(logical_id(&["From", &*stack, &*output])));
        self.imports.push(Import {
            producer: peer.at,
            output: output.into(),
            export: export.clone(),
            passed: passed.clone(),
            value: if is_list {
                joined(call.clone().into())
            } else {
                call.clone().into()
            },
            resource,
            subject: self.subject.clone(),
            origin: self.origin,
        });
        let value = match passed {
            Some(parameter) => Call::Ref(Target::local(parameter)),
            None => Call::function("Fn::ImportValue", export.into()),
        };
        Some(if is_list {
            split(value.into())
        } else {
            value.into()
        })
    }
}

/// A use of an attribute of an existing resource that has no value.
pub(super) fn unknown_attribute(stack: &Arc<str>, resource: &str) -> Finding {
    Finding::error(
        stack.clone(),
        format!("uses an attribute of the existing resource {resource}, whose value is not known"),
        "give its value with `with_attribute`",
    )
}

/// What is wrong, and the suggested fix.
type Problem = (String, &'static str);

/// Neither an export nor a parameter of a stack can be read from another account.
fn across_accounts(producer: &Stack, account: Option<&str>, resource: &str) -> Problem {
    let reason = format!(
        "refers to {resource} of the stack {}, which is in another account ({}, not {})",
        producer.id,
        producer.account.as_deref().unwrap_or("unset"),
        account.unwrap_or("unset"),
    );
    let fix = if producer.account.is_some() && account.is_some() {
        "give the resource a name there, and write its name or ARN here as a string"
    } else {
        "give both stacks the same account; or give the resource a name there, and write its name or ARN here as a string"
    };
    (reason, fix)
}

/// Adds the export to the stack that has the value.
fn lend(stacks: &mut [Stack], consumer: usize, import: &Import) -> Result<(), Problem> {
    let (region, account) = (stacks[consumer].region.clone(), stacks[consumer].account.clone());
    let producer = &mut stacks[import.producer];
    if producer.account != account {
        let problem = across_accounts(producer, account.as_deref(), &import.resource);
        let id = producer.id.clone();
        if let Some(parameter) = &import.passed {
            // Without the parameter, the reference to it would be a second error.
            pass(&mut stacks[consumer], parameter, id, import);
        }
        return Err(problem);
    }
    if producer.region != region && import.passed.is_none() {
        let reason = format!(
            "imports from {}, which is in another region ({}, not {})",
            producer.id,
            producer.region.as_deref().unwrap_or("unset"),
            region.as_deref().unwrap_or("unset"),
        );
        return Err((reason, "give both stacks a region"));
    }
    let Some(resource) = producer.template.resources.get(&import.resource) else {
        let reason = format!(
            "refers to {}, which {} does not have",
            import.resource, producer.id
        );
        return Err((reason, "use references from the same App"));
    };
    let output = Output {
        value: import.value.clone(),
        export: import.passed.is_none().then(|| import.export.clone().into()),
        condition: resource.condition.clone(),
        origin: import.origin,
        description: None,
    };
    let lent = producer.template.outputs.entry(import.output.clone());
    let lent = lent.or_insert_with(|| output.clone());
    if lent.export.is_none() {
        lent.export = output.export;
    }
    let id = producer.id.clone();
    if let Some(parameter) = &import.passed {
        pass(&mut stacks[consumer], parameter, id, import);
    }
    Ok(())
}

/// Takes a value of another region as a parameter.
fn pass(consumer: &mut Stack, parameter: &Arc<str>, stack: Arc<str>, import: &Import) {
    let about = format!("{} of the stack {stack}", import.output);
    let passed = Passed {
        parameter: parameter.clone(),
        stack,
        output: import.output.clone(),
    };
    if !consumer.passed.contains(&passed) {
        let kind = "String".into();
        let rest = Fields::from_iter([("Description", about)]);
        let made = Parameter {
            kind,
            rest,
            ..Parameter::default()
        };
        consumer.template.parameters.insert(parameter.clone(), made);
        consumer.passed.push(passed);
    }
}
