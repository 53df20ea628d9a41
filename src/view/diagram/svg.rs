//! The diagram as SVG.

use super::graph::{Layout, RAIL, What};
use super::label::{self, LINE};
use super::layout::layout;
use super::ports::Ports;
use super::style::{DARK, ROOT, attributes};
use crate::synth::diagram::{Arrow, Diagram};
use std::io::{self, Write};

/// Space around the diagram, and for the legend below.
const MARGIN: f64 = 8.0;
const LEGEND: f64 = 26.0;

/// The link target of a resource: maps the stack and the logical ID to an address.
type Addresses<'a> = &'a dyn Fn(&str, &str) -> String;

/// Draws the diagram.
pub fn svg(out: &mut dyn Write, diagram: &Diagram) -> io::Result<()> {
    draw_all(out, diagram, None)
}

/// Draws the diagram with links from the names of the resources.
pub fn linked_svg(
    out: &mut dyn Write,
    diagram: &Diagram,
    address_of: &dyn Fn(&str, &str) -> String,
) -> io::Result<()> {
    draw_all(out, diagram, Some(address_of))
}

fn draw_all(out: &mut dyn Write, diagram: &Diagram, address_of: Option<Addresses<'_>>) -> io::Result<()> {
    let layout = layout(diagram);
    let ports = Ports::of(&layout);
    let (width, height) = (layout.width + 2.0 * MARGIN, layout.height + 2.0 * MARGIN + LEGEND);
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" {ROOT}>"#
    )?;
    let stacks = diagram.stacks.iter().map(|panel| &*panel.stack);
    writeln!(
        out,
        "<title>{}</title>",
        escaped(&stacks.collect::<Vec<_>>().join(", "))
    )?;
    writeln!(out, "<style>{DARK}</style>")?;
    for head in ["refers", "imports", "allows"] {
        let attributes = attributes(&format!("head-{head}"));
        writeln!(
            out,
            r#"<marker id="{head}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path {attributes} d="M0 0.5L8 4L0 7.5z"/></marker>"#
        )?;
    }
    let page = attributes("page");
    writeln!(out, r#"<rect {page} width="{width}" height="{height}"/>"#)?;
    writeln!(out, r#"<g transform="translate({MARGIN} {MARGIN})">"#)?;
    panels(out, diagram, &layout)?;
    for (at, arrow) in diagram.arrows.iter().enumerate() {
        draw(out, diagram, &layout, &ports, at, arrow)?;
    }
    for item in &layout.items {
        let left = item.x - item.width / 2.0;
        match item.what {
            What::Node(node) => {
                let node = &diagram.boxes[node];
                let rect = format!(
                    r#"<rect {} x="{left}" y="{}" width="{}" height="{}" rx="6"/>"#,
                    attributes("box"),
                    item.y,
                    item.width,
                    item.height
                );
                let address = |at: usize| {
                    let id = node.ids.get(at).filter(|id| !id.is_empty())?;
                    Some(address_of?(&diagram.stacks[node.stack].stack, id))
                };
                let whole = address(0).filter(|_| node.ids.len() == 1);
                writeln!(out, "{}", anchored(whole.as_deref(), &rect))?;
                let mut y = item.y + 2.0;
                for (at, line) in label::lines(node).iter().enumerate() {
                    y += LINE;
                    let (look, text) = (attributes(line.class), escaped(&line.text));
                    let text = format!(r#"<text {look} x="{}" y="{y}">{text}</text>"#, left + 10.0);
                    // The kind is the first line.
                    let own = address(at.wrapping_sub(1)).filter(|_| line.class == "name");
                    writeln!(out, "{}", anchored(own.as_deref(), &text))?;
                }
            }
            What::Label(at) => {
                let arrow = &diagram.arrows[at];
                let texts = label::actions(arrow);
                let lines = f64::from(u32::try_from(texts.len()).unwrap_or(u32::MAX));
                let mut y = item.y + item.height - lines * 12.5 - 4.0;
                for text in texts {
                    y += 12.5;
                    writeln!(
                        out,
                        r#"<text {} x="{}" y="{y}">{}</text>"#,
                        attributes("may"),
                        left + 9.0,
                        escaped(&text)
                    )?;
                }
            }
            What::Pass(_) => {}
        }
    }
    legend(out, diagram, &layout)?;
    writeln!(out, "</g>\n</svg>")
}

fn panels(out: &mut dyn Write, diagram: &Diagram, layout: &Layout) -> io::Result<()> {
    for (panel, (top, bottom)) in diagram.stacks.iter().zip(&layout.panels) {
        let (height, middle) = (bottom - top, f64::midpoint(*top, *bottom));
        writeln!(
            out,
            r#"<rect {} x="0" y="{top}" width="{}" height="{height}" rx="10"><title>{}</title></rect>"#,
            attributes("panel"),
            layout.width,
            escaped(&panel.about)
        )?;
        writeln!(
            out,
            r#"<text {} transform="translate({} {middle}) rotate(-90)">{}</text>"#,
            attributes("stack"),
            RAIL / 2.0 + 5.0,
            escaped(&panel.stack)
        )?;
    }
    Ok(())
}

/// An arrow, from item to item: straight through those it passes, in a curve between them.
fn draw(
    out: &mut dyn Write,
    diagram: &Diagram,
    layout: &Layout,
    ports: &Ports,
    at: usize,
    arrow: &Arrow,
) -> io::Result<()> {
    let mut path = String::new();
    let mut upward = false;
    let links = layout.links.iter().enumerate();
    for (link, (upper, lower, _)) in links.filter(|(_, link)| link.2 == at) {
        let (from, to) = (&layout.items[*upper], &layout.items[*lower]);
        let (x, y) = (ports.below[link], from.y + from.height);
        let (to_x, to_y) = (ports.above[link], to.y);
        if path.is_empty() {
            path = format!("M{x} {y}");
            upward = from.what == What::Node(arrow.to);
        } else {
            path.extend(["L", &format!("{x} {y}")]);
        }
        let middle = f64::midpoint(from.end, to_y);
        let end = from.end;
        path.extend([
            "L",
            &format!("{x} {end}C{x} {middle} {to_x} {middle} {to_x} {to_y}"),
        ]);
    }
    let (class, head) = look(arrow);
    let end = if upward { "start" } else { "end" };
    let (from, to) = (&diagram.boxes[arrow.from].kind, &diagram.boxes[arrow.to].kind);
    let actions = arrow.actions.iter().map(String::as_str).collect::<Vec<_>>();
    let tip = escaped(format!("{from} \u{2192} {to} {}", actions.join(", ")).trim());
    writeln!(
        out,
        r#"<path {} d="{path}" marker-{end}="url(#{head})"><title>{tip}</title></path>"#,
        attributes(class)
    )
}

/// The class of an arrow's line, and its head.
fn look(arrow: &Arrow) -> (&'static str, &'static str) {
    match (arrow.actions.is_empty(), arrow.imports) {
        (true, false) => ("refers", "refers"),
        (true, true) => ("refers imports", "imports"),
        (false, false) => ("allows", "allows"),
        (false, true) => ("allows imports", "allows"),
    }
}

/// The meaning of the arrows in the diagram.
fn legend(out: &mut dyn Write, diagram: &Diagram, layout: &Layout) -> io::Result<()> {
    let y = layout.height + 20.0;
    let mut x = 4.0;
    let kinds = [
        ("refers", "refers", "refers to"),
        ("refers imports", "imports", "imports from another stack"),
        ("allows", "allows", "allowed by an IAM policy"),
        ("allows imports", "allows", "allowed, in another stack"),
    ];
    let is_there = |class: &str| diagram.arrows.iter().any(|arrow| look(arrow).0 == class);
    for (class, head, text) in kinds.into_iter().filter(|(class, ..)| is_there(class)) {
        let (end, middle) = (x + 34.0, y - 4.0);
        writeln!(
            out,
            r#"<path {} d="M{x} {middle}H{end}" marker-end="url(#{head})"/><text {} x="{}" y="{y}">{text}</text>"#,
            attributes(class),
            attributes("legend"),
            end + 8.0
        )?;
        x = (end + 30.0 + super::width::width(text, label::SMALL)).round();
    }
    Ok(())
}

/// The element within a link, if there is an address.
fn anchored(address: Option<&str>, element: &str) -> String {
    address.map_or(element.to_owned(), |address| {
        let address = escaped(address).replace('"', "&quot;");
        format!(r#"<a href="{address}">{element}</a>"#)
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
