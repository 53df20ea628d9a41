//! Operations on the resources of the stacks: services, instances, their values, logs and images. They return results
//! and never print.

pub mod build;
pub mod costs;
pub mod deployed_stack;
pub mod doctor;
pub mod images;
pub mod instance;
pub mod launch;
pub mod logs;
pub mod namespaces;
pub mod notify;
pub mod permissions;
pub mod refusal;
pub mod restore;
pub mod run;
pub mod scheduled;
pub mod schedules;
pub mod secrets;
pub mod services;
pub mod tasks;
pub mod upload;
pub mod watchdog;
