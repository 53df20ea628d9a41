//! `policy`: the minimal IAM policy to deploy and to operate the stacks. Offline: from the templates, from AWS's
//! handler permissions, and from the calls that the commands make.

mod calls;
pub mod handlers;
mod reach;
pub mod request;
mod scope;
pub mod simulate;

use crate::model::json::Json;
use crate::model::policy::{Document, Statement, allow, document};
use crate::synth::Artifact;
use std::collections::{BTreeMap, BTreeSet};

pub use calls::{CALLS, Calls};
use reach::Reach;

/// What the policy allows its holder to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To create, update and delete the stacks.
    Deploy,
    /// To read the state of the stacks, set secrets, run services and build images.
    Operate,
}

/// Actions, and the resources they apply to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Actions of one service.
    pub actions: Vec<&'static str>,
    /// ARNs, with wildcards for the parts that only AWS knows; or only a wildcard.
    pub resources: Vec<String>,
    /// The conditions.
    pub conditions: Vec<Condition>,
}

/// A condition of a permission.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// The operator: `StringEquals`.
    pub operator: &'static str,
    /// The condition key.
    pub key: String,
    /// The allowed values.
    pub values: Vec<String>,
}

/// The maximum size of a managed policy in characters, without white space.
pub const LIMIT: usize = 6144;

/// The minimal policy for a purpose: documents that each fit into a managed policy.
pub fn policy(stacks: &[&Artifact], purpose: Purpose) -> Vec<Json> {
    let grants = grants(stacks, actions(stacks, purpose))
        .into_iter()
        .flat_map(split);
    documents(grants.map(|grant| statement(&grant)).collect())
}

/// The actions that a purpose needs.
pub fn actions(stacks: &[&Artifact], purpose: Purpose) -> BTreeSet<&'static str> {
    let calls = CALLS.iter().filter(|calls| calls.purpose == purpose);
    let calls = calls.flat_map(|calls| calls.actions_for(stacks));
    let mut actions = calls.collect::<BTreeSet<_>>();
    let stacks = stacks.iter();
    match purpose {
        Purpose::Deploy => actions.extend(stacks.flat_map(|stack| handlers::changing(stack))),
        Purpose::Operate => actions.extend(stacks.flat_map(|stack| handlers::reading(stack))),
    }
    actions
}

/// The actions, each on the narrowest resources; those on the same resources together.
pub fn grants(stacks: &[&Artifact], actions: impl IntoIterator<Item = &'static str>) -> Vec<Grant> {
    let actions = actions.into_iter().collect::<BTreeSet<_>>();
    let mut grants = BTreeMap::<(&str, Vec<String>, Vec<Condition>), Vec<&str>>::new();
    for action in &actions {
        let service = action.split(':').next().unwrap_or(action);
        for Reach {
            resources,
            conditions,
        } in reach::reaches(stacks, service, action, &actions)
        {
            grants
                .entry((service, resources, conditions))
                .or_default()
                .push(action);
        }
    }
    let grants = grants.into_iter();
    let grant = |((_, resources, conditions), actions)| Grant {
        actions,
        resources,
        conditions,
    };
    grants.map(grant).collect()
}

fn statement(grant: &Grant) -> Statement {
    let statement = allow(grant.actions.clone()).on_each(grant.resources.clone());
    grant.conditions.iter().fold(statement, |statement, condition| {
        let Condition {
            operator,
            key,
            values,
        } = condition;
        let values = values.iter().cloned();
        values.fold(statement, |statement, value| {
            statement.when(*operator, key.clone(), value)
        })
    })
}

/// Halves a grant until each part fits into a policy.
fn split(grant: Grant) -> Vec<Grant> {
    if grant.actions.len() < 2 || size(&document([statement(&grant)])) <= LIMIT {
        return vec![grant];
    }
    let (first, second) = grant.actions.split_at(grant.actions.len() / 2);
    let halves = [first, second].into_iter().map(|actions| Grant {
        actions: actions.to_vec(),
        ..grant.clone()
    });
    halves.flat_map(split).collect()
}

/// The smallest number of documents for all statements.
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
