//! Define AWS infrastructure in Rust, and deploy and operate it with CloudFormation.
//!
//! ```
//! use sa_infra::app::App;
//! use sa_infra::aws::s3;
//!
//! let mut app = App::new();
//! let stack = app.stack("files");
//! let bucket = stack.at("uploads").put(s3::Bucket::default());
//! stack.at("uploads-name").export("uploads", "Where files go", bucket.name());
//! let assembly = app.synth().expect("no findings");
//! assert_eq!(assembly.stacks[0].template.resources.len(), 1);
//! ```
//!
//! # Where to start
//!
//! - [`app::App`] holds stacks; [`app::Stack::at`] names a place in one, [`app::Scope::put`] puts a resource there and returns
//!   its handle, a [`construct::Ref`].
//! - [`aws`] has a struct for each resource type, with AWS's own names; [`patterns`] combines several resources.
//! - [`policy::allow`] begins a statement of a policy; [`text!`] joins strings and values that are known at deployment.
//! - [`app::App::synth`] returns the templates, or all errors; `cli::main` makes a complete program: `synth`, `diff`,
//!   `deploy` and the rest. `doc/library.md` is the guide, and `examples/` has programs to start from.
//!
//! # Modules
//!
//! A module imports only from lower layers; a test enforces this.
//!
//! | layer | module | what |
//! |---|---|---|
//! | 0 | `model` | CloudFormation's concepts: values, intrinsic functions, templates, apps, policies, schedules |
//! | 1 | [`facts`] | the facts of AWS's schemas about each resource type |
//! | 2 | [`check`], [`diff`] | the errors of a template, and the differences between two |
//! | 3 | [`synth`] | turns an app into templates |
//! | 3 | [`aws`] | a struct for each resource type, generated |
//! | 3 | `cloud` | AWS: a small trait for each service, and the SDK behind it |
//! | 4 | [`patterns`] | constructs of several resources |
//! | 5 | `local` | this machine: files, caches, the emulator |
//! | 5 | `asset` | directories, files, programs and images that `deploy` uploads |
//! | 5 | `settings` | the configuration file |
//! | 6 | `deploy` | operations on stacks |
//! | 7 | `operate` | operations on the services and instances of the stacks |
//! | 8 | `view` | results as text or JSON |
//! | 9 | `console` | the web page of the deployed stacks, served on this computer |
//! | 10 | `cli` | one file per command |
//!
//! Public for your programs are the layers 0 to 4 except `cloud`, and `cli`; the others may change in any version. [`aws`] follows
//! AWS's schemas and changes in minor versions. Each service in it has a Cargo feature.
//!
//! Layers 0 to 4 (except `cloud`) do no I/O and read no clock, environment or randomness: the same input gives the same bytes.
//! `cloud` and layers 5 to 10 come with the default feature `cli`.
//!
//! # Deliberately absent
//!
//! No bootstrap stack, no look-ups at synth, no plug-ins, no telemetry. What is not known offline is an
//! expression or a template parameter.

#[cfg(feature = "cli")]
pub mod asset;
pub mod aws;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cloud;
#[cfg(feature = "console")]
#[doc(hidden)]
pub mod console;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod deploy;
pub mod diff;
pub mod facts;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod local;
mod model;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod operate;
pub mod patterns;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod settings;
pub mod synth;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod view;

pub use synth::testing;

pub use model::{
    address, app, arn, construct, environment, fargate, finding, intrinsic, json, logical_id, policy,
    resource, schedule, sensitive, suggestion, template, value,
};

/// The usual imports of a program with stacks: `use sa_infra::prelude::*;`.
pub mod prelude {
    pub use crate::app::{App, Retention, Scope, Stack, Stage, Untyped};
    pub use crate::construct::{Construct, Resource};
    pub use crate::policy::{allow, deny, document, trust};
    pub use crate::value::{Prop, Val};
    pub use crate::{json, text};
}

/// The README's program compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The program of the guide compiles, too.
#[cfg(all(doctest, feature = "cli"))]
#[doc = include_str!("../doc/library.md")]
struct Guide;
