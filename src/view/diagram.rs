//! The diagram of the stacks: as SVG, or as a description for other programs.

mod crossings;
mod dot;
mod graph;
mod label;
mod layers;
mod layout;
mod mermaid;
mod place;
mod ports;
mod style;
mod svg;
mod width;

pub use dot::dot;
pub use mermaid::mermaid;
pub use svg::{linked_svg, svg};
