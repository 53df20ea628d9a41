//! The allowed values: the shapes of properties, and their objects.

/// The allowed and required members of an object.
#[derive(Debug)]
pub struct Object {
    /// Every member in the schema, sorted by name.
    pub properties: Vec<Property>,
    /// Required members.
    pub required: Vec<&'static str>,
    /// Rules between members.
    pub rules: Vec<Rule>,
    /// Whether members outside the schema are allowed.
    pub open: bool,
}

/// An object of the facts, decoded when it is accessed. Objects may contain themselves.
#[derive(Clone, Copy, Debug)]
pub struct ObjectRef(pub(super) Source);

#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    At(usize),
    #[cfg(test)]
    Made(&'static Object),
}

impl ObjectRef {
    /// The object at this offset of the artifact.
    pub(super) fn at(at: usize) -> Self {
        Self(Source::At(at))
    }

    /// An object created by a test.
    #[cfg(test)]
    pub(crate) fn made(object: &'static Object) -> Self {
        Self(Source::Made(object))
    }
}

/// One member of an object.
#[derive(Debug)]
pub struct Property {
    /// AWS's name.
    pub name: &'static str,
    /// Its allowed values.
    pub shape: Shape,
}

/// A rule between the members of one object.
#[derive(Debug)]
pub enum Rule {
    /// Exactly one of these.
    ExactlyOne(Vec<&'static str>),
    /// At least one of these.
    AtLeastOne(Vec<&'static str>),
    /// With the first, none of the others.
    Excludes(&'static str, Vec<&'static str>),
    /// With the first, all of the others.
    Needs(&'static str, Vec<&'static str>),
    /// All members of at least one of these groups.
    AnyGroup(Vec<Vec<&'static str>>),
    /// All members of exactly one of these groups.
    OneGroup(Vec<Vec<&'static str>>),
}

/// The allowed values. Lengths count characters, as in AWS.
#[derive(Debug)]
pub enum Shape {
    /// A string.
    Text(Text),
    /// An integer (CloudFormation also accepts its decimal string).
    Integer(Range),
    /// Any number (or its decimal string).
    Number(Range),
    /// `true` or `false` (or those words as a string).
    Boolean,
    /// A list.
    List {
        /// The shape of the elements.
        item: Box<Shape>,
        /// The minimum and maximum number of elements.
        length: Length,
        /// Whether elements must differ.
        unique: bool,
    },
    /// An object with arbitrary keys.
    Map {
        /// The shape of the values.
        value: Box<Shape>,
        /// The pattern of the keys (ECMAScript).
        key: Option<&'static str>,
    },
    /// An object with named members.
    Object(ObjectRef),
    /// A JSON document: an object, or its text.
    Document,
    /// One of several shapes.
    OneOf(Vec<Shape>),
    /// Anything: the schema does not limit it.
    Any,
}

/// Limits on a string.
#[derive(Debug)]
pub struct Text {
    /// The minimum and maximum number of characters.
    pub length: Length,
    /// An ECMAScript regular expression that must match a part of it.
    pub pattern: Option<&'static str>,
    /// The only values allowed, sorted; empty when all are.
    pub choices: Vec<&'static str>,
    /// Whether the case of a choice does not matter.
    pub any_case: bool,
    /// The meaning of the string.
    pub format: Format,
}

/// The meaning of a string, according to the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// No special meaning.
    Plain,
    /// An IPv4 network, `10.0.0.0/16`.
    Ipv4Network,
    /// An IPv6 network.
    Ipv6Network,
    /// A point in time, RFC 3339.
    DateTime,
    /// The ARN of a resource of this type.
    Arn(&'static str),
    /// The name or id of a resource of this type.
    Id(&'static str),
}

/// Inclusive limits on a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// The minimum.
    pub min: u32,
    /// The maximum; `u32::MAX` when there is none.
    pub max: u32,
}

/// Inclusive limits on a number, in the unit of the property.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The minimum.
    pub min: Option<f64>,
    /// The maximum.
    pub max: Option<f64>,
    /// The only values allowed; empty when all are.
    pub choices: Vec<i64>,
}

impl Length {
    /// No limit.
    pub const ANY: Self = Self {
        min: 0,
        max: u32::MAX,
    };
}

impl Range {
    /// No limit.
    pub const ANY: Self = Self {
        min: None,
        max: None,
        choices: Vec::new(),
    };
}

impl Text {
    /// No limit.
    pub const ANY: Self = Self {
        length: Length::ANY,
        pattern: None,
        choices: Vec::new(),
        any_case: false,
        format: Format::Plain,
    };

    /// Whether the string is one of the choices.
    pub fn is_choice(&self, text: &str) -> bool {
        if self.any_case {
            return self
                .choices
                .iter()
                .any(|choice| choice.eq_ignore_ascii_case(text));
        }
        self.choices.binary_search(&text).is_ok()
    }
}

impl Object {
    /// The member called `name`.
    pub fn property(&self, name: &str) -> Option<&Property> {
        let at = self
            .properties
            .binary_search_by(|property| property.name.cmp(name))
            .ok()?;
        self.properties.get(at)
    }
}
