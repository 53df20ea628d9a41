//! `console`: shows and operates the deployed stacks on a web page that only this computer can open. Its panels use
//! the same data as the terminal views, and its changes use the same operations as the commands.

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
pub use server::{Console, Stopped};
