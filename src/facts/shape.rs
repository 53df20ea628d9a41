//! What a value may be: the shapes of properties, and the objects they are made of.

/// The members an object may and must have.
#[derive(Debug)]
pub struct Object {
    /// Every member the schema names, sorted by name.
    pub properties: Vec<Property>,
    /// Members that must be there.
    pub required: Vec<&'static str>,
    /// Rules between members.
    pub rules: Vec<Rule>,
    /// Whether members the schema does not name are allowed.
    pub open: bool,
}

/// An object of the facts, decoded when it is looked into. Objects may contain themselves.
#[derive(Clone, Copy, Debug)]
pub struct ObjectRef(pub(super) Source);

#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    At(usize),
    #[cfg(test)]
    Made(&'static Object),
}

impl ObjectRef {
    /// The object at this place of the artifact.
    pub(super) fn at(at: usize) -> Self {
        Self(Source::At(at))
    }

    /// An object that a test made.
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
    /// What it may hold.
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

/// What a value may be. Lengths count characters, as AWS does.
#[derive(Debug)]
pub enum Shape {
    /// A string.
    Text(Text),
    /// A whole number (CloudFormation takes its decimal string too).
    Integer(Range),
    /// Any number (or its decimal string).
    Number(Range),
    /// `true` or `false` (or those words as a string).
    Boolean,
    /// A list.
    List {
        /// What each element is.
        item: Box<Shape>,
        /// The fewest and the most elements.
        length: Length,
        /// Whether elements must differ.
        unique: bool,
    },
    /// An object with free keys.
    Map {
        /// What each value is.
        value: Box<Shape>,
        /// What each key must match (ECMAScript).
        key: Option<&'static str>,
    },
    /// An object with named members.
    Object(ObjectRef),
    /// A JSON document: an object, or its text.
    Document,
    /// One of several shapes.
    OneOf(Vec<Shape>),
    /// Anything: the schema says nothing.
    Any,
}

/// Limits on a string.
#[derive(Debug)]
pub struct Text {
    /// The fewest and the most characters.
    pub length: Length,
    /// An ECMAScript regular expression it must match somewhere.
    pub pattern: Option<&'static str>,
    /// The only values allowed, sorted; empty when any is.
    pub choices: Vec<&'static str>,
    /// Whether the case of a choice does not matter.
    pub any_case: bool,
    /// What the text denotes.
    pub format: Format,
}

/// What a string denotes, where the schema says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Nothing in particular.
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
    /// The least.
    pub min: u32,
    /// The most; `u32::MAX` when there is no limit.
    pub max: u32,
}

/// Inclusive limits on a number, in the unit of the property.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The least.
    pub min: Option<f64>,
    /// The most.
    pub max: Option<f64>,
    /// The only values allowed; empty when any is.
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

    /// Whether the text is one of the choices.
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
