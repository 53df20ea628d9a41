//! The diagram for Graphviz.

use super::label;
use crate::synth::diagram::Diagram;
use std::io::{self, Write};

/// Writes the graph, a cluster for each stack.
pub fn dot(out: &mut dyn Write, diagram: &Diagram) -> io::Result<()> {
    writeln!(out, "digraph stacks {{\n  node [shape=box, style=rounded];")?;
    for (stack, panel) in diagram.stacks.iter().enumerate() {
        writeln!(
            out,
            "  subgraph \"cluster_{stack}\" {{\n    label={};",
            quoted(&panel.stack)
        )?;
        for (at, node) in diagram
            .boxes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.stack == stack)
        {
            let lines = label::lines(node).into_iter().map(|line| line.text);
            let label = quoted(&lines.collect::<Vec<_>>().join("\n"));
            writeln!(out, "    n{at} [label={label}];")?;
        }
        writeln!(out, "  }}")?;
    }
    for arrow in &diagram.arrows {
        let style = if arrow.imports { "dashed" } else { "solid" };
        let label = quoted(&label::actions(arrow).join("\n"));
        let (from, to) = (arrow.from, arrow.to);
        writeln!(out, "  n{from} -> n{to} [style={style}, label={label}];")?;
    }
    writeln!(out, "}}")
}

fn quoted(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{text}\"")
}
