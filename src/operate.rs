//! Operations on what the stacks run: services, instances, their values, logs and images. Data in, a result out;
//! never prints.

pub mod build;
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
