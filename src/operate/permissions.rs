//! `policy`: the minimal IAM policy to deploy and to operate the stacks. Offline: from the templates, from AWS's
//! handler permissions, and from the calls that the commands make.

mod calls;
mod scope;
pub mod simulate;

use crate::facts;
use crate::model::json::Json;
use crate::model::policy::{Document, Statement, allow, document};
use crate::synth::Artifact;
use std::collections::{BTreeMap, BTreeSet};

pub use calls::{CALLS, Calls};

/// What somebody is to be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To create, update and delete the stacks.
    Deploy,
    /// To look at them and at what runs, to set secrets, to run and to build.
    Operate,
}

/// Actions, and what they have to be allowed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Actions of one service.
    pub actions: Vec<&'static str>,
    /// ARNs, with stars for what only AWS knows; or only a star.
    pub resources: Vec<String>,
}

/// The most characters that IAM takes in one managed policy, white space aside.
pub const LIMIT: usize = 6144;

/// The least policy for a purpose: documents that each fit into a managed policy.
pub fn policy(stacks: &[&Artifact], purpose: Purpose) -> Vec<Json> {
    let statement = |grant: Grant| allow(grant.actions).on_each(grant.resources);
    let grants = grants(stacks, actions(stacks, purpose));
    documents(grants.into_iter().flat_map(split).map(statement).collect())
}

/// What has to be allowed for a purpose.
pub fn actions(stacks: &[&Artifact], purpose: Purpose) -> BTreeSet<&'static str> {
    let calls = CALLS.iter().filter(|calls| calls.purpose == purpose);
    let mut actions = calls.flat_map(Calls::actions).collect::<BTreeSet<_>>();
    if purpose == Purpose::Deploy {
        actions.extend(stacks.iter().flat_map(|stack| handlers(stack)));
    }
    actions
}

/// What CloudFormation's handlers do in the name of who deploys.
fn handlers(stack: &Artifact) -> Vec<&'static str> {
    let kinds = stack.template.resources.values().map(|resource| &*resource.kind);
    let known = kinds.filter_map(facts::resource_type);
    known
        .flat_map(|kind| {
            let facts::Permissions {
                create,
                read,
                update,
                delete,
            } = kind.permissions();
            [create, read, update, delete]
                .into_iter()
                .flat_map(|actions| actions.iter().map(String::as_str))
        })
        .collect()
}

/// The actions, each on no more than it has to be; those together that are on the same.
pub fn grants(stacks: &[&Artifact], actions: impl IntoIterator<Item = &'static str>) -> Vec<Grant> {
    let mut grants = BTreeMap::<(&str, Vec<String>), Vec<&str>>::new();
    for action in actions {
        let service = action.split(':').next().unwrap_or(action);
        let resources = scope::resources(stacks, service, action);
        grants.entry((service, resources)).or_default().push(action);
    }
    let grants = grants.into_iter();
    grants
        .map(|((_, resources), actions)| Grant { actions, resources })
        .collect()
}

/// A grant in halves until each fits into a policy.
fn split(grant: Grant) -> Vec<Grant> {
    let of = |actions: &[&'static str]| Grant {
        actions: actions.to_vec(),
        resources: grant.resources.clone(),
    };
    let statement = allow(grant.actions.clone()).on_each(grant.resources.clone());
    if grant.actions.len() < 2 || size(&document([statement])) <= LIMIT {
        return vec![grant];
    }
    let (first, second) = grant.actions.split_at(grant.actions.len() / 2);
    [first, second]
        .into_iter()
        .flat_map(|half| split(of(half)))
        .collect()
}

/// As few documents as hold all statements.
fn documents(statements: Vec<Statement>) -> Vec<Json> {
    let mut documents = Vec::new();
    let mut open = Vec::<Statement>::new();
    for statement in statements {
        let mut longer = open.clone();
        longer.push(statement.clone());
        if !open.is_empty() && size(&document(longer.clone())) > LIMIT {
            documents.push(json(document(std::mem::take(&mut open))));
            open.push(statement);
        } else {
            open = longer;
        }
    }
    documents.push(json(document(open)));
    documents
}

fn json(document: Document) -> Json {
    use crate::model::value::ToJson;
    document.to_json()
}

fn size(document: &Document) -> usize {
    let text = serde_json::to_string(&json(document.clone())).unwrap_or_default();
    text.chars().filter(|sign| !sign.is_whitespace()).count()
}
