//! What a property can be set to: a value known now, or an expression that only the deployment knows.
//!
//! `Val<T>` is a required property, `Prop<T>` an optional one, `List<T>` and `Map<T>` their collections. All take
//! plain Rust values through `.into()`: a literal, an array, a handle's attribute, an intrinsic function.

use crate::model::arn::{Arn, Id};
use crate::model::json::{Call, Fields, Json, Text};

/// A value of type `T`: known now, or computed by CloudFormation.
#[derive(Clone, Debug, PartialEq)]
pub enum Val<T> {
    /// Known at synth.
    Known(T),
    /// An intrinsic function that yields a `T` at deployment.
    Expr(Box<Call>),
}

/// An optional property. Its own type rather than `Option`, so that `.into()` reaches it from every kind of value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Prop<T> {
    /// Left out of the template.
    #[default]
    Unset,
    /// Written into the template.
    Set(Val<T>),
}

/// A list whose elements are values or expressions.
#[derive(Clone, Debug, PartialEq)]
pub struct List<T>(pub Vec<Val<T>>);

/// An object with free keys, in writing order.
#[derive(Clone, Debug, PartialEq)]
pub struct Map<T>(pub Vec<(Text, Val<T>)>);

/// Turns a typed value into the tree that a template is made of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something a CloudFormation property can hold",
    note = "properties hold strings, booleans, numbers, lists, maps and the property types under `sa_infra::aws`"
)]
pub trait ToJson {
    /// The tree; consumes the value, since a property is written once.
    fn to_json(self) -> Json;
}

impl<T> Val<T> {
    /// An expression that is taken to yield a `T`.
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
            Self::Expr(call) => Json::Call(call),
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

/// Whole numbers are written without a point, as AWS reads them back.
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

/// Writes properties of a generated type into an object.
impl Fields {
    /// A required property.
    pub fn required<T: ToJson>(&mut self, name: &'static str, value: Val<T>) {
        self.push(Text::Borrowed(name), value.to_json());
    }

    /// An optional property; nothing when it is unset.
    pub fn optional<T: ToJson>(&mut self, name: &'static str, value: Prop<T>) {
        if let Prop::Set(value) = value {
            self.push(Text::Borrowed(name), value.to_json());
        }
    }
}

impl<T> Prop<T> {
    /// Whether the property is left out.
    pub fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }
}

// Val: from the value itself, and from what reads naturally in its place.

#[diagnostic::do_not_recommend]
impl<T> From<T> for Val<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T> From<T> for Prop<T> {
    fn from(value: T) -> Self {
        Self::Set(Val::Known(value))
    }
}

#[diagnostic::do_not_recommend]
impl<T> From<Val<T>> for Prop<T> {
    fn from(value: Val<T>) -> Self {
        Self::Set(value)
    }
}

#[diagnostic::do_not_recommend]
impl<T> From<Option<Val<T>>> for Prop<T> {
    fn from(value: Option<Val<T>>) -> Self {
        value.map_or(Self::Unset, Self::Set)
    }
}

/// What a plain string can be written for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be set to a string",
    label = "a string where `{Self}` is wanted",
    note = "choices are enumerations: write the variant, `Type::Variant.into()`, or `Type::Custom(text).into()` for a value that is not listed yet"
)]
pub trait FromText {
    /// The value that the text denotes.
    fn from_text(text: &str) -> Self;
}

impl FromText for String {
    fn from_text(text: &str) -> Self {
        text.to_owned()
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

impl<R> FromText for Arn<R> {
    fn from_text(text: &str) -> Self {
        text.into()
    }
}

impl<R> FromText for Id<R> {
    fn from_text(text: &str) -> Self {
        text.into()
    }
}

/// One conversion into both `Val` and `Prop`, so that required and optional properties take the same things.
macro_rules! into_property {
    ($([$($generics:tt)*] $from:ty => $to:ty, |$value:ident| $result:expr;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($generics)*> From<$from> for Val<$to> {
                fn from($value: $from) -> Self {
                    $result
                }
            }

            #[diagnostic::do_not_recommend]
            impl<$($generics)*> From<$from> for Prop<$to> {
                fn from(value: $from) -> Self {
                    Self::Set(value.into())
                }
            }
        )*
    };
}

into_property! {
    [] i32 => i64, |value| Val::Known(value.into());
    [] u32 => i64, |value| Val::Known(value.into());
    [] i32 => f64, |value| Val::Known(value.into());
    [] u32 => f64, |value| Val::Known(value.into());
    [R] Val<Arn<R>> => String, |value| value.text();
    [R] Val<Id<R>> => String, |value| value.text();
    [R] String => Arn<R>, |value| Val::Known(Arn::from(value));
    [R] Val<String> => Arn<R>, |value| value.map(Arn::from);
    [R] String => Id<R>, |value| Val::Known(Id::from(value));
    [R] Val<String> => Id<R>, |value| value.map(Id::from);
    [T, U: Into<Val<T>>, const N: usize] [U; N] => List<T>, |items| Val::Known(items.into_iter().collect());
    [T, U: Into<Val<T>>] Vec<U> => List<T>, |items| Val::Known(items.into_iter().collect());
    [T, K: Into<Text>, U: Into<Val<T>>, const N: usize] [(K, U); N] => Map<T>, |items| Val::Known(items.into_iter().collect());
    [T, K: Into<Text>, U: Into<Val<T>>] Vec<(K, U)> => Map<T>, |items| Val::Known(items.into_iter().collect());
}

impl<T: FromText> From<&str> for Val<T> {
    fn from(text: &str) -> Self {
        Self::Known(T::from_text(text))
    }
}

impl<T: FromText> From<&str> for Prop<T> {
    fn from(text: &str) -> Self {
        Self::Set(text.into())
    }
}

impl<T: FromText> From<&String> for Val<T> {
    fn from(text: &String) -> Self {
        Self::Known(T::from_text(text))
    }
}

impl<T: FromText> From<&String> for Prop<T> {
    fn from(text: &String) -> Self {
        Self::Set(text.into())
    }
}

impl<T, U: Into<Val<T>>> FromIterator<U> for List<T> {
    fn from_iter<I: IntoIterator<Item = U>>(items: I) -> Self {
        Self(items.into_iter().map(Into::into).collect())
    }
}

impl<T, K: Into<Text>, U: Into<Val<T>>> FromIterator<(K, U)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (K, U)>>(items: I) -> Self {
        Self(
            items
                .into_iter()
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
        )
    }
}

impl<T> Val<T> {
    /// The same expression read as another type, the known value converted.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Val<U> {
        match self {
            Self::Known(value) => Val::Known(convert(value)),
            Self::Expr(call) => Val::Expr(call),
        }
    }
}

impl<R> Val<Arn<R>> {
    /// The ARN as plain text, where any ARN or any text will do.
    pub fn text(self) -> Val<String> {
        self.map(String::from)
    }
}

impl<R> Val<Id<R>> {
    /// The name or id as plain text.
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
