//! Why a bucket cannot become part of a stack.

use crate::cloud;

/// Why a bucket cannot become part of a stack, or does not match the template afterwards.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The bucket belongs to another account.
    #[error("the bucket {0} exists but belongs to another account, or you are not allowed to read it")]
    Foreign(String),
    /// It is in another region.
    #[error("the bucket {bucket} is in {region}, but the stack is in {stack}")]
    Elsewhere {
        /// The bucket.
        bucket: String,
        /// The bucket's region.
        region: String,
        /// The stack's region.
        stack: String,
    },
    /// It belongs to another stack.
    #[error("{resource} already belongs to the stack {stack}")]
    Owned {
        /// The setting.
        resource: String,
        /// The other stack.
        stack: String,
    },
    /// The import succeeded, but the bucket does not match the template.
    #[error("the bucket {bucket} was imported, but {} does not match the template", settings.join(", "))]
    Unlike {
        /// The bucket.
        bucket: String,
        /// The settings.
        settings: Vec<&'static str>,
    },
}

impl Unfit {
    /// What to do about it, a lowercase fragment.
    pub fn fix(&self) -> String {
        match self {
            Self::Foreign(_) => {
                "give the bucket another name in the configuration, because bucket names are \
                                 global; or deploy to the account it belongs to"
                    .to_owned()
            }
            Self::Elsewhere { region, .. } => format!(
                "deploy the stack to {region} (--region, or `region` in the configuration), or give the bucket another \
                 name"
            ),
            Self::Owned { stack, .. } => format!(
                "remove it from {stack} with the DeletionPolicy Retain, which keeps it, or give the bucket \
                 another name"
            ),
            Self::Unlike { .. } => {
                "`sa-infra drift` shows the difference; change the settings by hand, or deploy a change to them"
                    .to_owned()
            }
        }
    }
}

/// A failed call, or a bucket that cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A call of AWS failed.
    #[error(transparent)]
    Call(#[from] cloud::Error),
    /// The bucket cannot be imported.
    #[error(transparent)]
    Unfit(#[from] Unfit),
}
