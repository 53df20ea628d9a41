//! `console`: what is deployed, shown and operated on a web page that only this computer can open. Its panels take the
//! data that the views for the terminal take, and what they change goes through the same operations.

mod actions;
mod board;
mod costs;
mod deployment;
mod guard;
mod instance;
mod notice;
mod page;
mod panel;
mod panels;
mod parts;
mod problem;
mod reader;
mod server;
mod sessions;
mod shared;
mod shell;
mod terminal_text;
mod worker;

pub use instance::{Access, Instance};
pub use server::Console;
