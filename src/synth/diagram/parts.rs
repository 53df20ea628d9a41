//! Boxes and arrows: resources grouped by stack and kind, with the references and permissions between the groups.

use super::references::References;
use super::units::Units;
use super::{Arrow, Diagram, Node, Panel};
use crate::synth::Assembly;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// The complete diagram, of all stacks.
pub(super) struct Parts {
    boxes: Vec<Node>,
    arrows: BTreeMap<(usize, usize), Arrow>,
}

impl Parts {
    pub(super) fn of(units: &Units<'_>, references: &References, hosts: &[usize]) -> Self {
        let mut places = IndexMap::new();
        let mut boxes = Vec::new();
        for (at, unit) in units.all.iter().enumerate().filter(|(at, _)| hosts[*at] == *at) {
            let place = *places.entry((unit.stack, unit.kind)).or_insert(boxes.len());
            if place == boxes.len() {
                boxes.push(Node {
                    stack: unit.stack,
                    kind: short(unit.kind),
                    names: Vec::new(),
                    ids: Vec::new(),
                    roles: Vec::new(),
                    policies: Vec::new(),
                    callers: Vec::new(),
                    parts: IndexMap::new(),
                });
            }
            boxes[place].names.push(units.all[at].name.clone());
            boxes[place].ids.push(units.all[at].id.to_owned());
        }
        let place = |unit: usize| places[&(units.all[hosts[unit]].stack, units.all[hosts[unit]].kind)];
        let mut parts = Self {
            boxes,
            arrows: BTreeMap::new(),
        };
        parts.fill(units, references, hosts, &place);
        for (from, to) in &references.plain {
            parts.arrow(place(*from), place(*to));
        }
        for (from, action, to) in &references.permissions {
            if let Some(arrow) = parts.arrow(place(*from), place(*to)) {
                arrow.actions.insert(action.clone());
            }
        }
        parts
    }

    /// Fills the boxes with details besides their resources.
    fn fill(
        &mut self,
        units: &Units<'_>,
        references: &References,
        hosts: &[usize],
        place: &dyn Fn(usize) -> usize,
    ) {
        for (at, unit) in units.all.iter().enumerate().filter(|(at, _)| hosts[*at] != *at) {
            let host = &mut self.boxes[place(at)];
            match unit.kind {
                "AWS::IAM::Role" => host.roles.push(unit.name.clone()),
                // Arrows show what policies allow.
                kind if kind.starts_with("AWS::IAM::") => {}
                kind => *host.parts.entry(short(kind)).or_default() += 1,
            }
        }
        for (unit, policy) in &references.policies {
            push_new(&mut self.boxes[place(*unit)].policies, policy);
        }
        for (unit, service) in &references.callers {
            push_new(&mut self.boxes[place(*unit)].callers, service);
        }
    }

    fn arrow(&mut self, from: usize, to: usize) -> Option<&mut Arrow> {
        let imports = self.boxes[from].stack != self.boxes[to].stack;
        (from != to).then(|| {
            self.arrows.entry((from, to)).or_insert_with(|| Arrow {
                from,
                to,
                actions: std::collections::BTreeSet::new(),
                imports,
            })
        })
    }

    /// The diagram of the chosen stacks, and of the resources in other stacks that they need.
    pub(super) fn diagram(self, assembly: &Assembly, is_chosen: impl Fn(usize) -> bool) -> Diagram {
        let boxes = &self.boxes;
        let arrows = self.arrows.into_values();
        let arrows = arrows
            .filter(|arrow| is_chosen(boxes[arrow.from].stack))
            .collect::<Vec<_>>();
        let is_drawn = |at: &usize| is_chosen(boxes[*at].stack) || arrows.iter().any(|arrow| arrow.to == *at);
        let drawn = (0..boxes.len()).filter(is_drawn).collect::<Vec<_>>();
        let stacks = (0..assembly.stacks.len())
            .filter(|stack| drawn.iter().any(|at| boxes[*at].stack == *stack))
            .collect::<Vec<_>>();
        let at =
            |list: &[usize], wanted: usize| list.iter().position(|one| *one == wanted).unwrap_or_default();
        let arrows = arrows
            .into_iter()
            .map(|arrow| Arrow {
                from: at(&drawn, arrow.from),
                to: at(&drawn, arrow.to),
                ..arrow
            })
            .collect();
        let panel = |stack: &usize| {
            let artifact = &assembly.stacks[*stack];
            Panel {
                stack: artifact.id.clone(),
                about: artifact
                    .template
                    .description
                    .clone()
                    .unwrap_or_default()
                    .into_owned(),
            }
        };
        let panels = stacks.iter().map(panel).collect();
        let mut boxes = self.boxes.into_iter().enumerate().collect::<Vec<_>>();
        boxes.retain(|(place, _)| drawn.contains(place));
        let boxes = boxes.into_iter().map(|(_, node)| Node {
            stack: at(&stacks, node.stack),
            ..node
        });
        Diagram {
            stacks: panels,
            boxes: boxes.collect(),
            arrows,
        }
    }
}

fn push_new(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}

/// `ECS TaskDefinition`.
fn short(kind: &str) -> String {
    kind.strip_prefix("AWS::").unwrap_or(kind).replace("::", " ")
}
