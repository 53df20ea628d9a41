//! A resource of a type without a struct: type and properties as in the template.

use super::{Construct, Scope};
use crate::model::json::{Fields, Json, Text};
use crate::model::resource::Ref;

/// A resource of any type. Tags, retention, conditions and the check work as for a struct of [`aws`](crate::aws).
///
/// ```
/// # use sa_infra::app::{App, Untyped};
/// # use sa_infra::intrinsic::object;
/// # use sa_infra::value::Val;
/// let mut app = App::new();
/// let stack = app.stack("mail");
/// let properties = object([("EmailIdentity", "example.com".into())]);
/// let identity = stack.at("identity").put(Untyped::new("AWS::SES::EmailIdentity", properties));
/// let arn: Val<String> = identity.attribute("EmailIdentityArn");
/// # drop(arn);
/// # app.synth().unwrap();
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Untyped {
    kind: Text,
    properties: Json,
}

impl Untyped {
    /// A resource of this type, `AWS::SES::EmailIdentity`, with these properties: an object.
    pub fn new(kind: impl Into<Text>, properties: impl Into<Json>) -> Self {
        Self {
            kind: kind.into(),
            properties: properties.into(),
        }
    }
}

impl Construct for Untyped {
    type Handle = Ref<Self>;

    fn build(self, scope: &mut Scope<'_>) -> Ref<Self> {
        let properties = match self.properties {
            Json::Map(properties) => properties,
            _ => Fields::default(),
        };
        scope.at("Resource").put_properties(self.kind, properties)
    }
}
