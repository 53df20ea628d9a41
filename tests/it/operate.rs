//! Tests of the commands for running services.

mod build;
mod first_day;
mod instance;
mod notify;
mod permissions;
pub mod run;
mod secrets;
mod status;
mod upload;
