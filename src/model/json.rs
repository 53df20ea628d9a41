//! The value tree that every property becomes: JSON, plus the intrinsic functions of CloudFormation as nodes of their
//! own. So a map with one key is never confused with a function.

mod literal;
mod serial;
pub(crate) mod sub;

use std::borrow::Cow;
use std::sync::Arc;

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

/// From this number of members on, a table finds them.
const MANY: usize = 32;

/// The members of an object, in the order in which they were written, each key once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Vec<(Text, Json)>);

impl Fields {
    /// No members yet, with room for `capacity`.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.0
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The value of `key`, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Json> {
        self.0
            .iter_mut()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// Sets `key`. An existing member keeps its position.
    pub fn insert(&mut self, key: impl Into<Text>, value: impl Into<Json>) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(slot) => *slot = value.into(),
            None => self.0.push((key, value.into())),
        }
    }

    /// Appends a member known to be new.
    pub(crate) fn push(&mut self, key: Text, value: Json) {
        self.0.push((key, value));
    }

    /// Removes `key`.
    pub fn remove(&mut self, key: &str) -> Option<Json> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(at).1)
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The only member of an object that has exactly one.
    pub fn only(&self) -> Option<(&str, &Json)> {
        match self.0.as_slice() {
            [(name, value)] => Some((name, value)),
            _ => None,
        }
    }

    /// The members, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The values, in order, to change them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Json> {
        self.0.iter_mut().map(|(_, value)| value)
    }
}

impl IntoIterator for Fields {
    type Item = (Text, Json);
    type IntoIter = std::vec::IntoIter<(Text, Json)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: Into<Text>, V: Into<Json>> FromIterator<(K, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(iter: I) -> Self {
        let mut fields = Self::default();
        // By name once there are many, so that the time stays proportional to their number.
        let mut places = std::collections::HashMap::new();
        for (key, value) in iter {
            let key = key.into();
            if fields.0.len() < MANY {
                fields.insert(key, value);
                continue;
            }
            if places.is_empty() {
                places.extend(
                    fields
                        .0
                        .iter()
                        .enumerate()
                        .map(|(at, (name, _))| (name.clone(), at)),
                );
            }
            if let Some((_, slot)) = places.get(&key).and_then(|at| fields.0.get_mut(*at)) {
                *slot = value.into();
            } else {
                places.insert(key.clone(), fields.0.len());
                fields.0.push((key, value.into()));
            }
        }
        fields
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
