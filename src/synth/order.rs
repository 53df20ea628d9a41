//! The deployment order of the stacks: as defined, but producers before their consumers.

use super::Artifact;
use super::nested::templates;
use super::references::Dependencies;
use crate::model::app::Stack;
use crate::model::finding::Finding;

/// Adds what `Stack::depends_on` says.
pub(super) fn after(stacks: &[Stack], dependencies: &mut Dependencies, findings: &mut Vec<Finding>) {
    for (stack, needed) in stacks.iter().zip(dependencies) {
        for id in &stack.after {
            match stacks.iter().position(|other| other.id == *id) {
                Some(at) => drop(needed.insert(at)),
                None => findings.push(Finding::error(
                    stack.id.clone(),
                    format!("depends on {id}, which is not a stack of this app"),
                    "name the id of a stack of this app",
                )),
            }
        }
    }
}

/// Indices of the stacks, producers first. Stacks in a cycle are left out and reported.
pub(super) fn order(
    stacks: &[Stack],
    dependencies: &Dependencies,
    findings: &mut Vec<Finding>,
) -> Vec<usize> {
    let mut order = Vec::with_capacity(stacks.len());
    let mut done = vec![false; stacks.len()];
    let mut waiting = (0..stacks.len()).collect::<Vec<_>>();
    while !waiting.is_empty() {
        let before = order.len();
        waiting.retain(|&at| {
            let ready = dependencies[at].iter().all(|&producer| done[producer]);
            if ready {
                done[at] = true;
                order.push(at);
            }
            !ready
        });
        if order.len() == before {
            findings.push(cycle(stacks, dependencies, &waiting));
            break;
        }
    }
    order
}

/// Follows imports from one stack of the cycle until a stack comes up again.
fn cycle(stacks: &[Stack], dependencies: &Dependencies, waiting: &[usize]) -> Finding {
    let mut path = vec![waiting[0]];
    loop {
        let last = path[path.len() - 1];
        let next = dependencies[last]
            .iter()
            .find(|producer| waiting.contains(producer))
            .copied();
        let Some(next) = next else { break };
        let seen = path.iter().position(|&at| at == next);
        path.push(next);
        if let Some(start) = seen {
            path.drain(..start);
            break;
        }
    }
    let names = path.iter().map(|&at| &*stacks[at].id).collect::<Vec<_>>();
    Finding::error(
        stacks[path[0]].id.clone(),
        format!("circular dependency between stacks: {}", names.join(" -> ")),
        "move what both need into a separate stack, or into the stack that is deployed first",
    )
}

/// The stacks as artifacts, in `order`.
pub(super) fn arrange(stacks: Vec<Stack>, dependencies: Dependencies, order: &[usize]) -> Vec<Artifact> {
    let ids = stacks.iter().map(|stack| stack.id.clone()).collect::<Vec<_>>();
    let mut rank = vec![0; stacks.len()];
    for (place, &at) in order.iter().enumerate() {
        rank[at] = place;
    }
    let mut parts = stacks.into_iter().zip(dependencies).map(Some).collect::<Vec<_>>();
    let taken = order.iter().filter_map(|&at| parts[at].take());
    let artifacts = taken.map(|(mut stack, producers)| {
        let mut producers = producers.into_iter().collect::<Vec<_>>();
        producers.sort_by_key(|&at| rank[at]);
        Artifact {
            nested: templates(&mut stack),
            id: stack.id,
            name: stack.name,
            region: stack.region,
            account: stack.account,
            template: stack.template,
            secrets: stack.secrets,
            lifetimes: stack.lifetimes,
            initial_values: stack.initial_values,
            kept: stack.kept,
            pinned_images: stack.pinned_images,
            on_request: stack.on_request,
            services: stack.services,
            builds: stack.builds,
            machine: stack.machine,
            payload: stack.payload,
            assets: stack.assets,
            passed: stack.passed,
            dependencies: producers.into_iter().map(|at| ids[at].clone()).collect(),
        }
    });
    artifacts.collect()
}
