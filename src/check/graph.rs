//! Circular dependencies between resources, and between conditions.

use super::context::Context;
use super::place::{Area, Place};
use super::report::Report;
use crate::model::json::Call;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{HashMap, VecDeque};

/// Finds circular dependencies and reports each as `A -> B -> A`.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    // AWS's transforms may refer to parts of what they create: those are not circles.
    let edges = if cx.transformed { &[][..] } else { &cx.edges };
    for circle in circles(edges) {
        let ids = circle
            .iter()
            .filter_map(|index| cx.template.resources.get_index(*index));
        let first = circle.first().and_then(|index| cx.resources().nth(*index));
        let Some(first) = first else { continue };
        let fix = if circle.len() == 1 {
            "remove the reference to itself"
        } else {
            "remove one of these references, or move it into its own resource, such as a policy or a rule"
        };
        let reason = format!("circular dependency: {}", named(ids.map(|(id, _)| &**id)));
        report.error(&first.place(), reason, fix);
    }
    conditions(cx, report);
}

fn conditions(cx: &Context<'_>, report: &mut Report<'_>) {
    let conditions = &cx.template.conditions;
    let mut edges = Vec::new();
    for (index, condition) in conditions.values().enumerate() {
        condition.visit_calls(&mut |call| {
            if let Call::Function(name, argument) = call
                && name == "Condition"
            {
                let to = argument.as_text().and_then(|name| conditions.get_index_of(name));
                edges.extend(to.map(|to| (index, to)));
            }
        });
    }
    for circle in circles(&edges) {
        let mut names = circle
            .iter()
            .filter_map(|index| conditions.get_index(*index))
            .map(|(name, _)| &**name);
        let reason = format!("circular condition: {}", named(names.clone()));
        if let (Some(name), Some(index)) = (names.next(), circle.first()) {
            let place = Place::part(Area::Conditions, *index, name);
            report.error(&place, reason, "define one of them without the others");
        }
    }
}

/// `A -> B -> A`.
fn named<'n>(names: impl Iterator<Item = &'n str> + Clone) -> String {
    let first = names.clone().next();
    names.chain(first).collect::<Vec<_>>().join(" -> ")
}

/// The shortest circle of every strongly connected group of nodes, starting at its lowest node.
fn circles(edges: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let nodes = |(from, to): &(usize, usize)| Some((u32::try_from(*from).ok()?, u32::try_from(*to).ok()?));
    let graph = DiGraph::<(), ()>::from_edges(edges.iter().filter_map(nodes));
    let mut circles = Vec::new();
    // Kosaraju's algorithm does not recurse, so that a long chain of resources cannot exhaust the stack.
    for group in kosaraju_scc(&graph) {
        let lowest = group.iter().copied().min();
        let circle = lowest.and_then(|lowest| shortest(&graph, lowest, &group));
        circles.extend(circle.map(|circle| circle.into_iter().map(NodeIndex::index).collect::<Vec<_>>()));
    }
    circles.sort();
    circles
}

/// The shortest path from `start` back to itself within a group.
fn shortest(graph: &DiGraph<(), ()>, start: NodeIndex, group: &[NodeIndex]) -> Option<Vec<NodeIndex>> {
    if group.len() == 1 && graph.find_edge(start, start).is_none() {
        return None;
    }
    let mut before: HashMap<NodeIndex, Option<NodeIndex>> = group.iter().map(|node| (*node, None)).collect();
    let mut waiting = VecDeque::from([start]);
    while let Some(node) = waiting.pop_front() {
        for next in graph.neighbors(node) {
            if next == start {
                let mut way = vec![node];
                while let Some(Some(previous)) = way
                    .last()
                    .filter(|last| **last != start)
                    .and_then(|last| before.get(last))
                {
                    way.push(*previous);
                }
                way.reverse();
                return Some(way);
            }
            if let Some(slot @ None) = before.get_mut(&next) {
                *slot = Some(node);
                waiting.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::findings;

    fn template(references: &[(&str, &str)]) -> String {
        let resources = references.iter().map(|(id, value)| {
            format!(r#""{id}": {{"Type": "Test::Unit::Thing", "Properties": {{"Value": {value}}}}}"#)
        });
        format!(
            r#"{{"Resources": {{{}}}}}"#,
            resources.collect::<Vec<_>>().join(",")
        )
    }

    #[test]
    fn a_circle_is_named_in_order() {
        let found = findings(&template(&[
            ("A", r#"{"Ref": "B"}"#),
            ("B", r#"{"Fn::GetAtt": ["C", "Arn"]}"#),
            ("C", r#"{"Fn::Sub": "${A.Arn}"}"#),
            ("D", r#"{"Ref": "A"}"#),
        ]));
        assert!(
            found.starts_with("error A: circular dependency: A -> B -> C -> A | "),
            "{found}"
        );
        assert_eq!(found.lines().count(), 1);
    }

    #[test]
    fn a_resource_does_not_need_itself() {
        let found = findings(&template(&[("A", r#"{"Ref": "A"}"#)]));
        assert!(
            found.contains("circular dependency: A -> A | remove the reference to itself"),
            "{found}"
        );
        assert_eq!(
            findings(&template(&[
                ("A", r#"{"Ref": "B"}"#),
                ("B", "1"),
                ("C", r#"{"Ref": "B"}"#)
            ])),
            ""
        );
    }

    #[test]
    fn conditions_have_no_circles_either() {
        let found = findings(
            r#"{"Conditions": {"A": {"Fn::Not": [{"Condition": "B"}]}, "B": {"Fn::Not": [{"Condition": "A"}]}},
            "Resources": {"O": {"Type": "Test::Unit::Other"}}}"#,
        );
        assert!(
            found.contains("error Conditions/A: circular condition: A -> B -> A"),
            "{found}"
        );
    }

    #[test]
    fn a_long_chain_is_no_trouble() {
        let chain = (0..100_000).map(|node| (node, node + 1)).collect::<Vec<_>>();
        assert!(circles(&chain).is_empty());
        let circle = (0..1_000)
            .map(|node| (node, (node + 1) % 1_000))
            .collect::<Vec<_>>();
        assert_eq!(circles(&circle), [(0..1_000).collect::<Vec<_>>()]);
    }
}
