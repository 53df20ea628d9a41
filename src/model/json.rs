//! The value tree that every property becomes: JSON, plus the intrinsic functions of CloudFormation as nodes of their
//! own. So a map with one key is never confused with a function.

mod fields;
mod literal;
mod serial;
pub(crate) mod sub;

use std::borrow::Cow;
use std::sync::Arc;

pub use fields::Fields;

pub(crate) use serial::recognise;

/// A string that is usually a literal in the source (property names, values), and then costs no allocation.
pub type Text = Cow<'static, str>;

/// A JSON value whose leaves may be CloudFormation intrinsic functions.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Json {
    /// `null`; CloudFormation refuses it almost everywhere, but a template file can contain it.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(Text),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order in which its keys were written.
    Map(Fields),
    /// An intrinsic function: a value that is known only at deployment.
    Call(Box<Call>),
}

/// An intrinsic function of CloudFormation.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// `{"Ref": ...}`: a resource, a parameter or a pseudo parameter.
    Ref(Target),
    /// `{"Fn::GetAtt": [resource, attribute]}`.
    GetAtt(Target, Text),
    /// Every other function, by its full name (`Fn::Join`, `Condition`), and its argument.
    Function(Text, Json),
}

/// What a `Ref` or `Fn::GetAtt` points at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// The construct id of its stack; `None` for the same stack (and for pseudo parameters).
    pub stack: Option<Arc<str>>,
    /// The logical ID of a resource, or the name of a parameter or pseudo parameter.
    pub id: Arc<str>,
}

impl Target {
    /// A target in the same template: a parameter, a pseudo parameter, a resource by its logical ID.
    pub fn local(id: impl Into<Arc<str>>) -> Self {
        Self {
            stack: None,
            id: id.into(),
        }
    }
}

/// The name of a call that stands for a value which is known: no function of CloudFormation.
const LITERAL: &str = "literal";

impl Call {
    /// A value that is known, where the type of an expression is wanted.
    pub(crate) fn literal(value: Json) -> Self {
        Self::Function(LITERAL.into(), value)
    }

    /// The call as a value; a known value as itself.
    pub(crate) fn into_json(self) -> Json {
        match self {
            Self::Function(name, value) if name == LITERAL => value,
            call => call.into(),
        }
    }

    /// A function other than `Ref` and `Fn::GetAtt`.
    pub fn function(name: impl Into<Text>, argument: Json) -> Self {
        Self::Function(name.into(), argument)
    }
}

impl Json {
    /// Whether it is `{"Ref": "AWS::NoValue"}`, which removes the member.
    pub fn is_no_value(&self) -> bool {
        matches!(self, Self::Call(call) if matches!(&**call, Call::Ref(target) if &*target.id == "AWS::NoValue"))
    }

    /// The string, when it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, when it is a list.
    pub fn as_list(&self) -> Option<&[Json]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The members, when it is an object.
    pub fn as_map(&self) -> Option<&Fields> {
        match self {
            Self::Map(fields) => Some(fields),
            _ => None,
        }
    }

    /// The intrinsic function, when it is one.
    pub fn as_call(&self) -> Option<&Call> {
        match self {
            Self::Call(call) => Some(call),
            _ => None,
        }
    }

    /// The member `key` of an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.as_map()?.get(key)
    }

    /// The kind of the value, in the words of an error message.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
            Self::Call(_) => "an intrinsic function",
        }
    }

    /// Replaces intrinsic functions by what `rewrite` returns for them, outer ones before those in their arguments. What it
    /// returns is not looked at again.
    pub(crate) fn rewrite_calls(&mut self, rewrite: &mut impl FnMut(&mut Call) -> Option<Self>) {
        match self {
            Self::List(items) => items.iter_mut().for_each(|item| item.rewrite_calls(rewrite)),
            Self::Map(fields) => fields.values_mut().for_each(|value| value.rewrite_calls(rewrite)),
            Self::Call(call) => {
                if let Some(value) = rewrite(call) {
                    *self = value;
                } else if let Call::Function(_, argument) = &mut **call {
                    argument.rewrite_calls(rewrite);
                }
            }
            _ => {}
        }
    }

    /// Calls `visit` on every intrinsic function in the tree, outer ones before those in their arguments.
    pub fn visit_calls<'a>(&'a self, visit: &mut impl FnMut(&'a Call)) {
        match self {
            Self::List(items) => items.iter().for_each(|item| item.visit_calls(visit)),
            Self::Map(fields) => fields.iter().for_each(|(_, value)| value.visit_calls(visit)),
            Self::Call(call) => {
                visit(call);
                if let Call::Function(_, argument) = &**call {
                    argument.visit_calls(visit);
                }
            }
            _ => {}
        }
    }
}

macro_rules! json_from {
    ($($from:ty => |$value:ident| $json:expr;)*) => {
        $(impl From<$from> for Json {
            fn from($value: $from) -> Self {
                $json
            }
        })*
    };
}

json_from! {
    bool => |value| Json::Bool(value);
    i32 => |value| Json::Int(value.into());
    u32 => |value| Json::Int(value.into());
    i64 => |value| Json::Int(value);
    f64 => |value| Json::Float(value);
    &'static str => |value| Json::Text(Cow::Borrowed(value));
    String => |value| Json::Text(Cow::Owned(value));
    Text => |value| Json::Text(value);
    Fields => |value| Json::Map(value);
    Call => |value| Json::Call(Box::new(value));
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Json>, const N: usize> From<[T; N]> for Json {
    fn from(items: [T; N]) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}
