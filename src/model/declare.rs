//! The macros that `src/aws` is written in: a line per property becomes a struct with its constructor and its JSON.
//!
//! A line is `field: Type = "Property" "anchor" "meaning";`. The first braces hold required properties, the second optional ones.
//! Links to AWS's documentation are only in the output of rustdoc, which keeps the library quick to check.

/// A struct of properties: that of a resource type, or of a property type.
#[allow(unused_macros, reason = "the features decide")]
macro_rules! properties {
    // No property is required: the struct has `Default`.
    ($name:ident $page:ident $path:literal $about:literal {} {
        $($(#[$note:meta])* $field:ident: $kind:ty = $key:literal $anchor:literal $doc:literal;)*
    }) => {
        #[doc = concat!($about, "\n\n<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-", stringify!($page), "-", $path, ".html>")]
        #[derive(Clone)]
        pub struct $name {
            $(
                #[doc = $doc]
                #[cfg_attr(doc, doc = crate::model::declare::page_link!($key $page $path $anchor ""))]
                $(#[$note])*
                pub $field: crate::model::value::Prop<$kind>,
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: crate::model::value::Prop::Unset),* }
            }
        }

        #[allow(unused_mut, reason = "some have no properties")]
        impl crate::model::value::ToJson for $name {
            fn to_json(mut self) -> crate::model::json::Json {
                crate::model::declare::object(&mut [$(($key, &mut self.$field)),*])
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                use crate::model::value::ToJson;
                self.clone().to_json() == other.clone().to_json()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let properties = crate::model::value::ToJson::to_json(self.clone());
                crate::model::declare::write_debug(stringify!($name), &properties, formatter)
            }
        }
    };
    ($name:ident $page:ident $path:literal $about:literal {
        $($(#[$must_note:meta])* $must:ident: $must_kind:ty = $must_key:literal $must_anchor:literal $must_doc:literal;)+
    } {
        $($(#[$note:meta])* $field:ident: $kind:ty = $key:literal $anchor:literal $doc:literal;)*
    }) => {
        #[doc = concat!($about, "\n\n<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-", stringify!($page), "-", $path, ".html>")]
        #[derive(Clone)]
        pub struct $name {
            $(
                #[doc = $must_doc]
                #[cfg_attr(doc, doc = crate::model::declare::page_link!($must_key $page $path $must_anchor ", required"))]
                $(#[$must_note])*
                pub $must: crate::model::value::Val<$must_kind>,
            )+
            $(
                #[doc = $doc]
                #[cfg_attr(doc, doc = crate::model::declare::page_link!($key $page $path $anchor ""))]
                $(#[$note])*
                pub $field: crate::model::value::Prop<$kind>,
            )*
        }

        impl $name {
            /// With the required properties, and no other.
            #[allow(clippy::too_many_arguments, reason = "all of them are required")]
            pub fn new($($must: impl Into<crate::model::value::Val<$must_kind>>),+) -> Self {
                Self {
                    $($must: $must.into(),)+
                    $($field: crate::model::value::Prop::Unset,)*
                }
            }
        }

        impl crate::model::value::ToJson for $name {
            fn to_json(mut self) -> crate::model::json::Json {
                crate::model::declare::object(&mut [$(($must_key, &mut self.$must),)+ $(($key, &mut self.$field)),*])
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                use crate::model::value::ToJson;
                self.clone().to_json() == other.clone().to_json()
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let properties = crate::model::value::ToJson::to_json(self.clone());
                crate::model::declare::write_debug(stringify!($name), &properties, formatter)
            }
        }
    };
}

/// The type of a resource, and the methods of its handle: what `Ref` returns, then what `Fn::GetAtt` does.
#[allow(unused_macros, reason = "the features decide")]
macro_rules! handle {
    ($name:ident = $type:literal; $reference:ident: $kind:ty, $what:literal; $($method:ident: $result:ty = $attribute:literal;)*) => {
        impl crate::model::resource::Resource for $name {
            const TYPE: &'static str = $type;
        }

        impl crate::model::resource::Ref<$name> {
            #[doc = concat!("Its ", $what, ": `Ref`.")]
            pub fn $reference(&self) -> crate::model::value::Val<$kind> {
                self.reference()
            }
            $(
                #[doc = concat!("`Fn::GetAtt` of `", $attribute, "`.")]
                pub fn $method(&self) -> crate::model::value::Val<$result> {
                    self.attribute($attribute)
                }
            )*
        }
    };
}

/// The values of a property that has a fixed set of them.
#[allow(unused_macros, reason = "the features decide")]
macro_rules! choice {
    ($name:ident $of:literal { $($variant:ident = $value:literal,)* }) => {
        #[doc = concat!("The values of `", $of, "`.")]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = concat!("`", $value, "`.")]
                $variant,
            )*
            /// Any other value.
            Custom(String),
        }

        impl crate::model::value::ToJson for $name {
            fn to_json(self) -> crate::model::json::Json {
                crate::model::json::Json::from(match self {
                    $(Self::$variant => $value,)*
                    Self::Custom(value) => return crate::model::json::Json::from(value),
                })
            }
        }
    };
}

/// Resource types of a service whose feature is off: they exist as the kind of a reference.
#[allow(unused_macros, reason = "the features decide")]
macro_rules! kinds {
    ($($name:ident $type:literal)*) => {
        $(
            #[doc = concat!("`", $type, "`, as the kind of a reference. The feature of its service makes it a resource.")]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum $name {}
        )*
    };
}

/// The place of a property in AWS's documentation.
#[allow(unused_macros, reason = "only rustdoc has the links")]
macro_rules! page_link {
    ($key:literal $page:ident $path:literal $anchor:literal $end:literal) => {
        concat!(
            "\n\n[`",
            $key,
            "`](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-",
            stringify!($page),
            "-",
            $path,
            ".html#cfn-",
            $path,
            "-",
            $anchor,
            ")",
            $end
        )
    };
}

#[allow(unused_imports, reason = "the features decide")]
pub(crate) use {choice, handle, kinds, page_link, properties};

use super::json::{Fields, Json};
use super::value::Property;
use std::fmt::{Formatter, Result};

/// The object of these properties, those that are set, by name: as AWS lists the properties of a type.
#[allow(dead_code, reason = "the features decide")]
pub(crate) fn object(properties: &mut [(&'static str, &mut dyn Property)]) -> Json {
    properties.sort_unstable_by_key(|(key, _)| *key);
    let mut fields = Fields::default();
    for (key, property) in properties {
        if let Some(value) = property.take() {
            fields.push((*key).into(), value);
        }
    }
    Json::Map(fields)
}

/// Writes a struct of properties by those that are set.
#[allow(dead_code, reason = "the features decide")]
pub(crate) fn write_debug(name: &str, properties: &Json, formatter: &mut Formatter<'_>) -> Result {
    let mut out = formatter.debug_struct(name);
    for (key, value) in properties.as_map().into_iter().flat_map(Fields::iter) {
        out.field(key, value);
    }
    out.finish()
}
