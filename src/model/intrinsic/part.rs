//! What `text!` takes as a part of a string.

use crate::model::arn::{Arn, Id};
use crate::model::value::Val;

/// A part of a string: text, an expression, or a number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of `text!`",
    note = "parts are strings, whole numbers, and the values of handles and parameters"
)]
pub trait TextPart {
    /// It as text.
    fn into_text(self) -> Val<String>;
}

macro_rules! convert {
    ($([$($generics:tt)*] $type:ty),*) => {
        $(impl<$($generics)*> TextPart for $type {
            fn into_text(self) -> Val<String> {
                self.into()
            }
        })*
    };
}

convert!([] &str, [] String, [] &String, [] Val<String>, [R] Val<Arn<R>>, [R] Val<Id<R>>);

impl<R> TextPart for Arn<R> {
    fn into_text(self) -> Val<String> {
        String::from(self).into()
    }
}

impl<R> TextPart for Id<R> {
    fn into_text(self) -> Val<String> {
        String::from(self).into()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl TextPart for $number {
            fn into_text(self) -> Val<String> {
                self.to_string().into()
            }
        })*
    };
}

numbers!(i32 i64 u16 u32 u64 usize);

impl TextPart for Val<i64> {
    fn into_text(self) -> Val<String> {
        match self {
            Self::Known(number) => number.to_string().into(),
            Self::Expr(call) => Val::Expr(call),
        }
    }
}
