//! A CloudFormation template as a document, and its one stable JSON form: the same template always gives the same
//! bytes, with sections in CloudFormation's order and members in the order of definition.

mod live;
mod malformed;
mod nested;
mod place;
mod places;
mod read;
mod write;
mod yaml;
mod yaml_warnings;

use crate::model::json::{Fields, Json, Text};
use indexmap::IndexMap;
use std::panic::Location;
use std::sync::Arc;

#[cfg(feature = "cli")]
pub(crate) use live::live_property;
pub use malformed::Malformed;
pub(crate) use nested::asset_name;
pub use nested::{Nested, SEPARATOR, inside};
pub use place::Place;
pub use places::{Found, Places};
pub use read::parts;
pub use yaml_warnings::yaml_warnings;

/// Named members of a section, in the order of definition.
pub type Section<T> = IndexMap<Arc<str>, T>;

/// A CloudFormation template.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// What the stack is for.
    pub description: Option<Text>,
    /// Arbitrary metadata.
    pub metadata: Fields,
    /// Values given at deployment.
    pub parameters: Section<Parameter>,
    /// Two-level tables for `Fn::FindInMap`.
    pub mappings: Section<Json>,
    /// Named conditions.
    pub conditions: Section<Json>,
    /// The resources.
    pub resources: Section<Resource>,
    /// The values that the stack shows and exports.
    pub outputs: Section<Output>,
    /// Sections of imported templates that are kept as they are (`Transform`, `Rules`, `Hooks`).
    pub rest: Fields,
    /// Macros among the members of a section: `Fn::ForEach::Name` and `Fn::Transform`, by section.
    pub macros: IndexMap<&'static str, Fields>,
}

/// A template parameter.
#[derive(Clone, Debug, Default)]
pub struct Parameter {
    /// `String`, `Number`, `AWS::EC2::Image::Id` and so on.
    pub kind: Text,
    /// The value when none is given.
    pub default: Option<Json>,
    /// Whether its value must stay hidden.
    pub no_echo: bool,
    /// Everything else (`AllowedValues`, `Description`, ...), as written.
    pub rest: Fields,
}

/// One resource of a template.
#[derive(Clone, Debug, Default)]
pub struct Resource {
    /// `AWS::S3::Bucket`.
    pub kind: Text,
    /// Its properties.
    pub properties: Fields,
    /// Logical ids that must exist before it.
    pub depends_on: Vec<Arc<str>>,
    /// The condition under which it exists.
    pub condition: Option<Text>,
    /// What happens to it when it leaves the stack: `Delete`, `Retain`, `RetainExceptOnCreate`, `Snapshot`.
    pub deletion_policy: Option<Text>,
    /// What happens to the old one when it is replaced.
    pub update_replace_policy: Option<Text>,
    /// Arbitrary metadata.
    pub metadata: Fields,
    /// `CreationPolicy`, `UpdatePolicy` and all other members, as written.
    pub rest: Fields,
    /// Its construct path, `sa-vpc/IGW`. Not part of the document, and empty when the template was read from a file.
    pub path: Text,
    /// The `put` that created it. Not part of the document, and `None` when the template was read from a file.
    pub origin: Option<&'static Location<'static>>,
}

/// One output of a template.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// Its description.
    pub description: Option<Text>,
    /// Its value.
    pub value: Json,
    /// The name under which other stacks import it.
    pub export: Option<Json>,
    /// The condition under which it exists.
    pub condition: Option<Text>,
    /// The code that created it. Not part of the document.
    pub origin: Option<&'static Location<'static>>,
}

impl Resource {
    /// The construct path below the stack, without the last `Resource`: from the program, or as the CDK recorded it.
    pub fn construct_path(&self) -> Option<&str> {
        let recorded = || self.metadata.get("aws:cdk:path")?.as_text()?.split_once('/');
        let path = match &*self.path {
            "" => recorded()?.1,
            path => path,
        };
        Some(path.strip_suffix("/Resource").unwrap_or(path))
    }
}

/// The maximum size of a template in a request to CloudFormation, in bytes.
pub const INLINE_LIMIT: usize = 51_200;

/// The maximum size of a template in a bucket, in bytes.
pub const BUCKET_LIMIT: usize = 1_048_576;
