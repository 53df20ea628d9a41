//! Tests of the commands for running services.

mod backup;
mod build;
mod dotenv;
mod failed_runs;
mod first_day;
mod handing_over;
mod independent;
mod instance;
mod least;
mod notify;
mod pauses;
mod permissions;
mod restore;
pub mod run;
mod secrets;
mod secrets_import;
mod simulated;
mod status;
mod times;
mod upload;
