//! The picture of the stacks: drawn, or described for programs that draw.

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
pub use svg::svg;
