//! The diagram for Mermaid, which many sites render.

use super::label;
use crate::synth::diagram::Diagram;
use std::io::{self, Write};

/// Writes the flowchart, a subgraph for each stack.
pub fn mermaid(out: &mut dyn Write, diagram: &Diagram) -> io::Result<()> {
    writeln!(out, "flowchart TD")?;
    for (stack, panel) in diagram.stacks.iter().enumerate().rev() {
        writeln!(out, "  subgraph s{stack} [{}]", quoted(&panel.stack))?;
        for (at, node) in diagram
            .boxes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.stack == stack)
        {
            let lines = label::lines(node).into_iter().map(|line| line.text);
            writeln!(
                out,
                "    n{at}[{}]",
                quoted(&lines.collect::<Vec<_>>().join("<br>"))
            )?;
        }
        writeln!(out, "  end")?;
    }
    for arrow in &diagram.arrows {
        let line = if arrow.imports { "-.->" } else { "-->" };
        let actions = label::actions(arrow).join("<br>");
        let label = if actions.is_empty() {
            String::new()
        } else {
            format!("|{}|", quoted(&actions))
        };
        writeln!(out, "  n{} {line}{label} n{}", arrow.from, arrow.to)?;
    }
    Ok(())
}

/// In quotes, with Mermaid's own syntax escaped.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "#quot;"))
}
