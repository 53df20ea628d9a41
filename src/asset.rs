//! Assets: directories, files, programs and images that `deploy` uploads for a stack, once for each content.
//!
//! ```no_run
//! use sa_infra::app::App;
//! use sa_infra::asset::Directory;
//!
//! let mut app = App::new();
//! let stack = app.stack("thumbnails");
//! let code = stack.asset(Directory::new("functions/thumbnail").exclude("*.test.js"));
//! let (bucket, key) = (code.bucket(), code.key());
//! # drop((bucket, key));
//! ```
//!
//! Synth reads the content, and names it by its hash. It is packed or built when `deploy` uploads it, after your approval.
//! Relative paths begin at the current directory; `concat!(env!("CARGO_MANIFEST_DIR"), "/functions")` is independent of it.

mod archive;
mod cargo_lambda;
mod directory;
mod docker_ignore;
mod file;
mod hash;
mod image;
mod tool;
mod walk;

pub use crate::model::app::asset::{
    Asset, Content, Destination, FileAsset, Handle, ImageAsset, Make, Publish, Source, Unavailable,
};
pub use cargo_lambda::{Architecture, CargoLambda};
pub use directory::Directory;
pub use file::File;
pub use image::Image;
