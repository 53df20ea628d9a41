//! A resource type, and the typed handle of a resource that is in a stack.

use crate::model::json::{Call, Target, Text};
use crate::model::value::{ToJson, Val};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A CloudFormation resource type; its value is the resource's properties. Implemented by the structs in `aws`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a CloudFormation resource",
    note = "resources are the structs under `sa_infra::aws`, such as `s3::Bucket`; a property type such as `s3::Tag` belongs inside one"
)]
pub trait Resource: ToJson {
    /// The type as CloudFormation spells it, `AWS::S3::Bucket`.
    const TYPE: &'static str;
}

/// A resource in a stack. The only way to get one is to put it there.
pub struct Ref<R> {
    target: Target,
    kind: PhantomData<fn() -> R>,
}

impl<R> Ref<R> {
    pub(crate) fn new(stack: Arc<str>, id: Arc<str>) -> Self {
        Self {
            target: Target {
                stack: Some(stack),
                id,
            },
            kind: PhantomData,
        }
    }

    /// The logical ID in its template.
    pub fn logical_id(&self) -> &str {
        &self.target.id
    }

    /// The target that a reference to it has: for `depends_on`.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// `Ref`. The methods of the type (`arn`, `id`, `name`) say what it yields, and call this.
    pub fn reference<T>(&self) -> Val<T> {
        Val::expr(Call::Ref(self.target.clone()))
    }

    /// `Fn::GetAtt`, for attributes without a method of their own.
    pub fn attribute<T>(&self, name: impl Into<Text>) -> Val<T> {
        Val::expr(Call::GetAtt(self.target.clone(), name.into()))
    }
}

impl<R> Clone for Ref<R> {
    fn clone(&self) -> Self {
        Self {
            target: self.target.clone(),
            kind: PhantomData,
        }
    }
}

impl<R> fmt::Debug for Ref<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stack = self.target.stack.as_deref().unwrap_or_default();
        write!(formatter, "Ref({stack}/{})", self.target.id)
    }
}
