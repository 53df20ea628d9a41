//! One binary for everything that is tested from outside: `support` does the work, a file per feature says what holds.

#![expect(
    unreachable_pub,
    reason = "in one binary `pub` says what a file lends to the others"
)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "to panic is how a test says no, in its helpers too"
)]

mod adopting;
mod asking;
mod attaching;
mod bad_input;
mod bad_templates;
mod building;
mod calls;
mod causes;
mod commands;
mod compile_fail;
mod costs;
mod counting;
mod deploy_change_sets;
mod deploy_faults;
mod deploy_flags;
mod deploy_inherited;
mod deploy_long;
mod deploy_order;
mod deploy_outgoing;
mod deploy_races;
mod deploy_states;
mod deploy_values;
mod deploy_watching;
mod deploying;
mod destroy_faults;
mod destroying;
mod diagram;
mod diff;
mod disturbing;
mod docs;
mod drifting;
mod generated;
mod identity;
mod instance;
mod intercepted;
mod interrupting;
mod killing;
mod layout;
mod leaks;
mod lifecycle;
mod lint;
mod local;
mod logical_ids;
mod looking;
mod ministack;
mod notifying;
mod owning;
mod package;
mod permissions;
mod policies;
mod progress;
mod python;
mod random_apps;
mod readme;
mod recovering;
mod rescue_binary;
mod rescue_faults;
mod resuming_schedules;
mod roundtrip;
mod running;
mod scripted;
mod secrecy;
mod secrets;
mod security;
mod signals;
mod simple_trader;
mod slips;
mod stack_settings;
mod support;
mod taking_over;
mod tasks;
mod templates;
mod terminal;
mod updating;
mod uploading;
mod watching;
mod workflows;
