//! What the tests stand on: the command line in a sandbox, an AWS on this machine and one that follows a script, Python tools, the project's own sources.

pub mod account;
pub mod cli;
pub mod compile;
pub mod deployed;
pub mod documents;
pub mod endpoint;
pub mod fake;
pub mod files;
pub mod http;
pub mod laptop;
pub mod lint;
pub mod machine;
pub mod message;
pub mod ministack;
pub mod owner;
pub mod play;
pub mod proxy;
pub mod python;
pub mod random;
pub mod raw;
pub mod script;
pub mod source;
pub mod terminal;
pub mod trader;
pub mod unscripted;
pub mod variants;
