//! `Arn<R>` and `Id<R>`: strings with the type of the resource they identify, so that the compiler rejects the ARN of
//! a topic where a bucket's is expected.

use std::fmt;
use std::marker::PhantomData;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name<R> {
            text: String,
            kind: PhantomData<fn() -> R>,
        }

        impl<R> From<String> for $name<R> {
            fn from(text: String) -> Self {
                Self { text, kind: PhantomData }
            }
        }

        impl<R> From<&str> for $name<R> {
            fn from(text: &str) -> Self {
                text.to_owned().into()
            }
        }

        impl<R> From<$name<R>> for String {
            fn from(value: $name<R>) -> Self {
                value.text
            }
        }

        impl<R> Clone for $name<R> {
            fn clone(&self) -> Self {
                self.text.clone().into()
            }
        }

        impl<R> PartialEq for $name<R> {
            fn eq(&self, other: &Self) -> bool {
                self.text == other.text
            }
        }

        impl<R> fmt::Debug for $name<R> {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.text.fmt(formatter)
            }
        }

        impl<R> fmt::Display for $name<R> {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.text.fmt(formatter)
            }
        }
    };
}

identifier! {
    /// The Amazon Resource Name of an `R`.
    Arn
}

identifier! {
    /// The name or id by which AWS's API knows an `R`: a bucket's name, a VPC's id.
    Id
}

/// The AWS partition of a region, as in ARNs.
pub fn partition(region: &str) -> &'static str {
    match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// The domain of AWS's services in a region.
pub fn domain(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    }
}
