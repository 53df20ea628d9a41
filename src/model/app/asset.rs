//! Assets of a stack: content beside the template, which `deploy` uploads once for each content.
//!
//! A template names an asset by a parameter, which says where, and by the hash of the content. So synth needs no account, and
//! the same content always gives the same template.

mod handle;

use super::Stack;
use crate::model::json::{Fields, Text};
use crate::model::template::Parameter;
use std::fmt::Debug;
use std::panic::Location;
use std::sync::Arc;

pub use handle::{FileAsset, Handle, ImageAsset};

/// The template parameter for the bucket that holds files.
pub const BUCKET: &str = "AssetBucket";

/// The template parameter for the repository that holds images.
pub const REPOSITORY: &str = "AssetRepository";

/// What the keys of all files begin with.
pub const PREFIX: &str = "assets/";

/// One asset.
#[derive(Clone, Debug)]
pub struct Asset {
    /// What it is made of, as messages name it: `functions/hello`.
    pub source: String,
    /// Its name, which is the hash of its content: 64 hexadecimal digits, and of a file an ending such as `.zip`.
    pub name: String,
    /// What is uploaded.
    pub content: Content,
}

/// What an asset consists of.
#[derive(Clone, Debug)]
pub enum Content {
    /// An object in the bucket for assets.
    File(Arc<dyn Make>),
    /// An image in the repository for assets.
    Image(Arc<dyn Publish>),
}

/// Makes the bytes of a file when they are uploaded.
pub trait Make: Debug + Send + Sync {
    /// The bytes.
    ///
    /// # Errors
    ///
    /// What keeps the file from being made, or that it is no longer what was declared.
    fn make(&self) -> Result<Vec<u8>, Unavailable>;
}

/// Builds an image and pushes it.
pub trait Publish: Debug + Send + Sync {
    /// Builds the image, and pushes it to the registry.
    ///
    /// # Errors
    ///
    /// What keeps the image from being built or pushed.
    fn publish(&self, to: &Destination) -> Result<(), Unavailable>;
}

/// Where an image is pushed.
#[derive(Clone)]
pub struct Destination {
    /// The whole name of the image: registry, repository and tag.
    pub image: String,
    /// The registry.
    pub registry: String,
    /// Who signs in there.
    pub user: String,
    /// With which password.
    pub password: Arc<str>,
}

/// Why an asset cannot be read or made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unavailable {
    /// What is wrong, a lowercase fragment.
    pub reason: String,
    /// What to do about it, a lowercase fragment.
    pub fix: String,
}

impl Unavailable {
    /// What is wrong, and what to do about it.
    pub fn new(reason: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            fix: fix.into(),
        }
    }
}

/// What [`Stack::asset`] takes: the types of [`asset`](crate::asset), or one of your own.
pub trait Source {
    /// What refers to the asset in a template: [`FileAsset`] or [`ImageAsset`].
    type Handle: Handle;

    /// Reads the content as far as its hash needs it.
    ///
    /// # Errors
    ///
    /// What keeps it from being read; an error of synth.
    fn read(self) -> Result<Asset, Unavailable>;
}

impl Source for Asset {
    type Handle = FileAsset;

    fn read(self) -> Result<Self, Unavailable> {
        Ok(self)
    }
}

impl Asset {
    /// The key of a file, or the tag of an image.
    pub fn key(&self) -> String {
        match self.content {
            Content::File(_) => format!("{PREFIX}{}", self.name),
            Content::Image(_) => self.name.clone(),
        }
    }
}

/// Bytes that are known at synth.
impl Make for Vec<u8> {
    fn make(&self) -> Result<Vec<u8>, Unavailable> {
        Ok(self.clone())
    }
}

impl Stack {
    /// Content that the resources of this stack need: a directory for a Lambda function, a file, an image. `deploy` uploads
    /// it after your approval, once for each content. What cannot be read is an error of synth.
    ///
    /// The stack gets a template parameter, [`BUCKET`] or [`REPOSITORY`], which `deploy` sets.
    #[track_caller]
    pub fn asset<S: Source>(&mut self, source: S) -> S::Handle {
        let origin = Location::caller();
        self.parameter_of_assets(S::Handle::PARAMETER, S::Handle::ABOUT, origin);
        let asset = match source.read() {
            Ok(asset) => asset,
            Err(Unavailable { reason, fix }) => {
                self.problem("".into(), origin, &reason, &fix);
                return S::Handle::of(UNREADABLE);
            }
        };
        let handle = S::Handle::of(&asset.name);
        if !self.assets.iter().any(|other| other.name == asset.name) {
            self.assets.push(asset);
        }
        handle
    }

    pub(crate) fn parameter_of_assets(
        &mut self,
        name: &'static str,
        about: &'static str,
        origin: &'static Location<'static>,
    ) {
        let about = Fields::from_iter([("Description", Text::Borrowed(about))]);
        let parameter = Parameter {
            kind: "String".into(),
            rest: about,
            ..Parameter::default()
        };
        match self.template.parameters.get(name) {
            None => drop(self.template.parameters.insert(name.into(), parameter)),
            Some(other) if other.rest == parameter.rest => {}
            Some(_) => self.problem(
                name.into(),
                origin,
                "this parameter is the one for assets",
                "rename yours",
            ),
        }
    }
}

/// What stands for an asset that cannot be read; synth fails.
const UNREADABLE: &str = "unreadable";
