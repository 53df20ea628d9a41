//! Infrastructure from code on AWS: typed Rust stacks become CloudFormation templates.
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
//! # Where to begin
//!
//! - [`app::App`] holds stacks; [`app::Stack::at`] names a place in one, [`app::Scope::put`] puts a resource there and returns
//!   its handle, a [`construct::Ref`].
//! - [`aws`] has a struct for each resource type, in AWS's own words; [`patterns`] has several that belong together.
//! - [`policy::allow`] begins a statement of a policy; [`text!`] puts text and values together that are known at deployment.
//! - [`app::App::synth`] gives the templates, or everything that is wrong with them; `cli::main` gives a whole program:
//!   `synth`, `diff`, `deploy` and the rest. `doc/library.md` is the guide, `examples/` has programs to begin from.
//!
//! # The map
//!
//! Imports go down only; a test holds the floors.
//!
//! | floor | modules | what |
//! |---|---|---|
//! | 0 | [`json`], [`arn`], [`value`], [`intrinsic`] | a property's value: known now, or computed at deployment |
//! | 0 | [`logical_id`], [`nearest`], [`schedule`], [`fargate`], [`secret`] | rules that stand alone |
//! | 1 | [`template`], [`facts`], [`finding`], [`policy`] | the document, AWS's schemas, problems, IAM statements |
//! | 1 | [`diff`] | template x template -> changes |
//! | 2 | [`construct`], [`app`], [`check`], [`synth`] | resources in stacks, checked and made templates |
//! | 3 | [`aws`] | GENERATED: a struct for each resource type |
//! | 3 | `cloud` | the outside: a narrow trait for each AWS service, and the SDK behind it |
//! | 4 | [`patterns`] | several resources that belong together |
//! | 5 | `disk`, `settings`, `toolkit` | files, whole or not at all; configuration; the verbs: data in, a result out |
//! | 6 | `view` | results as text or JSON |
//! | 7 | `cli` | one file per command |
//!
//! Floors 0 to 4 (but for `cloud`) do no I/O and read no clock, environment or randomness: the same input gives the same bytes.
//! `cloud` and floors 5 to 7 come with the default feature `cli`.
//!
//! # What is deliberately absent
//!
//! No bootstrap stack, no assets, no look-ups at synth, no plug-ins, no telemetry. What is not known offline is an
//! expression or a template parameter.

pub mod app;
pub mod arn;
pub mod aws;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod cloud;
pub mod construct;
pub mod diff;
#[cfg(feature = "cli")]
pub mod disk;
pub mod facts;
pub mod fargate;
pub mod finding;
pub mod intrinsic;
pub mod json;
pub mod logical_id;
pub mod nearest;
pub mod patterns;
pub mod policy;
pub mod schedule;
pub mod secret;
#[cfg(feature = "cli")]
pub mod settings;
pub mod synth;
pub mod template;
#[cfg(feature = "cli")]
pub mod toolkit;
pub mod value;
#[cfg(feature = "cli")]
pub mod view;

/// The README's program compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// That of the guide does, too.
#[cfg(all(doctest, feature = "cli"))]
#[doc = include_str!("../doc/library.md")]
struct Guide;
