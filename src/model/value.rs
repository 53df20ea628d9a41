//! The values of properties: a value known now, or an expression that is known only at deployment.
//!
//! `Val<T>` is a required property, `Prop<T>` an optional one, `List<T>` and `Map<T>` their collections. All take
//! plain Rust values through `.into()`: a literal, an array, a handle's attribute, an intrinsic function.

mod convert;

use crate::model::arn::{Arn, Id};
use crate::model::json::{Call, Fields, Json, Target, Text};

pub use convert::{FromText, Plain};

/// A value of type `T`: known now, or computed by CloudFormation.
#[derive(Clone, Debug, PartialEq)]
pub enum Val<T> {
    /// Known at synth.
    Known(T),
    /// An intrinsic function that yields a `T` at deployment.
    Expr(Box<Call>),
}

/// An optional property. It has its own type rather than `Option`, so that `.into()` works from every kind of value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Prop<T> {
    /// Omitted from the template.
    #[default]
    Unset,
    /// Written into the template.
    Set(Val<T>),
}

/// A list whose elements are values or expressions.
#[derive(Clone, Debug, PartialEq)]
pub struct List<T>(pub Vec<Val<T>>);

/// An object with arbitrary keys, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Map<T>(pub Vec<(Text, Val<T>)>);

/// Turns a typed value into the tree that templates are made of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something a CloudFormation property can hold",
    note = "properties hold strings, booleans, numbers, lists, maps and the property types under `sa_infra::aws`"
)]
pub trait ToJson {
    /// The tree. Consumes the value, since a property is written once.
    fn to_json(self) -> Json;
}

impl<T> Val<T> {
    /// An expression that is assumed to yield a `T`.
    pub fn expr(call: Call) -> Self {
        Self::Expr(Box::new(call))
    }

    /// The value, when it is known now.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Expr(_) => None,
        }
    }
}

impl<T: ToJson> ToJson for Val<T> {
    fn to_json(self) -> Json {
        match self {
            Self::Known(value) => value.to_json(),
            Self::Expr(call) => call.into_json(),
        }
    }
}

impl<T: ToJson> ToJson for List<T> {
    fn to_json(self) -> Json {
        Json::List(self.0.into_iter().map(ToJson::to_json).collect())
    }
}

impl<T: ToJson> ToJson for Map<T> {
    fn to_json(self) -> Json {
        Json::Map(
            self.0
                .into_iter()
                .map(|(key, value)| (key, value.to_json()))
                .collect(),
        )
    }
}

impl<T: ToJson> ToJson for Box<T> {
    fn to_json(self) -> Json {
        (*self).to_json()
    }
}

/// A value as a member of a free document.
impl<T: ToJson> From<Val<T>> for Json {
    fn from(value: Val<T>) -> Self {
        value.to_json()
    }
}

macro_rules! to_json {
    ($($type:ty),*) => {
        $(impl ToJson for $type {
            fn to_json(self) -> Json {
                self.into()
            }
        })*
    };
}

to_json!(Json, Fields, String, bool, i64);

/// Whole numbers are written without a decimal point, as AWS returns them.
impl ToJson for f64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and in range is what is checked"
    )]
    fn to_json(self) -> Json {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.fract() == 0.0 && self.abs() <= EXACT {
            Json::Int(self as i64)
        } else {
            Json::Float(self)
        }
    }
}

/// A field of a resource type that [`resource!`](macro@crate::resource) defines: [`Val`] is required, [`Prop`] optional.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a property of a resource",
    note = "write `Val<{Self}>` if the property is required, and `Prop<{Self}>` if it is optional"
)]
pub trait Field {
    /// Writes it into an object.
    fn write(self, name: &'static str, fields: &mut Fields);
}

impl<T: ToJson> Field for Val<T> {
    fn write(self, name: &'static str, fields: &mut Fields) {
        fields.required(name, self);
    }
}

impl<T: ToJson> Field for Prop<T> {
    fn write(self, name: &'static str, fields: &mut Fields) {
        fields.optional(name, self);
    }
}

/// A property of a struct, of any type: what it is in the template, or nothing when it is unset.
pub(crate) trait Property {
    /// The value, taken out.
    fn take(&mut self) -> Option<Json>;
}

impl<T: ToJson> Property for Prop<T> {
    fn take(&mut self) -> Option<Json> {
        match std::mem::take(self) {
            Self::Set(value) => Some(value.to_json()),
            Self::Unset => None,
        }
    }
}

impl<T: ToJson> Property for Val<T> {
    fn take(&mut self) -> Option<Json> {
        let nothing = Call::Ref(Target::local("AWS::NoValue"));
        Some(std::mem::replace(self, Self::expr(nothing)).to_json())
    }
}

/// Writes properties of a type of your own into an object.
impl Fields {
    /// A required property.
    pub fn required<T: ToJson>(&mut self, name: &'static str, value: Val<T>) {
        self.push(Text::Borrowed(name), value.to_json());
    }

    /// An optional property; omitted when it is unset.
    pub fn optional<T: ToJson>(&mut self, name: &'static str, value: Prop<T>) {
        if let Prop::Set(value) = value {
            self.push(Text::Borrowed(name), value.to_json());
        }
    }
}

impl<T> Prop<T> {
    /// Whether the property is omitted.
    pub fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }
}

impl<R> ToJson for Arn<R> {
    fn to_json(self) -> Json {
        String::from(self).into()
    }
}

impl<R> ToJson for Id<R> {
    fn to_json(self) -> Json {
        String::from(self).into()
    }
}

impl<T> Val<T> {
    /// The same expression with another type; a known value is converted.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Val<U> {
        match self {
            Self::Known(value) => Val::Known(convert(value)),
            Self::Expr(call) => Val::Expr(call),
        }
    }
}

impl<R> Val<Arn<R>> {
    /// The ARN as a plain string, for properties that take any ARN or string.
    pub fn text(self) -> Val<String> {
        self.map(String::from)
    }
}

impl<R> Val<Id<R>> {
    /// The name or id as a plain string.
    pub fn text(self) -> Val<String> {
        self.map(String::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::json::Target;

    struct Bucket;

    fn json<T: ToJson>(value: Prop<T>) -> String {
        let mut fields = Fields::default();
        fields.optional("P", value);
        serde_json::to_string(&Json::from(fields)).unwrap()
    }

    #[test]
    fn literals_arrays_and_expressions_reach_a_property_through_into() {
        let arn = || Val::<Arn<Bucket>>::expr(Call::Ref(Target::local("B")));
        assert_eq!(json::<String>("x".into()), r#"{"P":"x"}"#);
        assert_eq!(json::<i64>(30.into()), r#"{"P":30}"#);
        assert_eq!(json::<f64>(1.into()), r#"{"P":1}"#);
        assert_eq!(json::<f64>(0.5.into()), r#"{"P":0.5}"#);
        assert_eq!(json::<bool>(true.into()), r#"{"P":true}"#);
        assert_eq!(json::<String>(arn().into()), r#"{"P":{"Ref":"B"}}"#);
        assert_eq!(json::<Arn<Bucket>>(arn().into()), r#"{"P":{"Ref":"B"}}"#);
        assert_eq!(json::<List<String>>(["a", "b"].into()), r#"{"P":["a","b"]}"#);
        assert_eq!(json::<List<String>>(vec![arn()].into()), r#"{"P":[{"Ref":"B"}]}"#);
        assert_eq!(json::<Map<String>>([("k", "v")].into()), r#"{"P":{"k":"v"}}"#);
        assert_eq!(json::<String>(Prop::Unset), "{}");
    }
}
