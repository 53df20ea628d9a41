//! The conversions of `.into()` into a property: from the value itself, and from related types.

use super::{List, Map, Prop, ToJson, Val};
use crate::model::arn::{Arn, Id};
use crate::model::json::Text;

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
impl<T> From<Option<T>> for Prop<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unset, |value| Self::Set(Val::Known(value)))
    }
}

#[diagnostic::do_not_recommend]
impl<T> From<Option<Val<T>>> for Prop<T> {
    fn from(value: Option<Val<T>>) -> Self {
        value.map_or(Self::Unset, Self::Set)
    }
}

/// A type that a string literal can be converted into.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be set to a string",
    label = "a string where `{Self}` is wanted",
    note = "choices are enumerations: write the variant, `Type::Variant.into()`, or `Type::Custom(text).into()` for a value that is not listed yet"
)]
pub trait FromText {
    /// The value that the string denotes.
    fn from_text(text: &str) -> Self;
}

impl FromText for String {
    fn from_text(text: &str) -> Self {
        text.to_owned()
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

/// A value whose type says which `Val` it becomes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what value it becomes",
    note = "write `Val::from(value)`, with the value of the property's type"
)]
pub trait Plain: Into<Val<Self::Value>> {
    /// The type of the value.
    type Value: ToJson;
}

impl<T: ToJson> Plain for Val<T> {
    type Value = T;
}

macro_rules! plain {
    ($($from:ty => $value:ty),*) => {
        $(impl Plain for $from {
            type Value = $value;
        })*
    };
}

plain!(&str => String, &String => String, String => String, bool => bool, f64 => f64);
plain!(i32 => i64, i64 => i64, u16 => i64, u32 => i64, usize => i64);

/// One conversion into both `Val` and `Prop`, so that required and optional properties accept the same types.
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
    [] u16 => i64, |value| Val::Known(value.into());
    [] usize => i64, |value| Val::Known(i64::try_from(value).unwrap_or(i64::MAX));
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

#[diagnostic::do_not_recommend]
impl<T, U: Into<Val<T>>> FromIterator<U> for Prop<List<T>> {
    fn from_iter<I: IntoIterator<Item = U>>(items: I) -> Self {
        Self::Set(Val::Known(items.into_iter().collect()))
    }
}
