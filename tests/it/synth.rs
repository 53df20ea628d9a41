//! Tests of synth: apps, templates and the diagram.

mod accounts;
mod bucket_policies;
mod diagram;
mod nested;
mod random_apps;
mod random_types;
mod shapes;
mod templates;
mod typed;
