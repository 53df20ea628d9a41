//! A place in a template: a linked list of steps on the stack, turned into a string only for a finding.

use std::panic::Location;
use std::sync::Arc;

/// A place in a template.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

/// One step down.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<'a> {
    /// Into a named part of the template; always the first.
    Part(Part<'a>),
    /// Into a member of an object, or the argument of the function of that name.
    Key(&'a str),
    /// Into an element of a list.
    Index(usize),
}

/// A named part of a template: one resource, one output.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    /// The section it is in.
    pub(crate) area: Area,
    /// Its index in the section.
    pub(crate) index: usize,
    /// Its name; empty for the whole section or template.
    pub(crate) name: &'a str,
    /// The code that created it.
    pub(crate) origin: Option<&'static Location<'static>>,
}

/// The sections of a template, in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Area {
    /// The document as a whole.
    Template,
    /// `Metadata`.
    Metadata,
    /// `Transform`, `Rules`, `Hooks`.
    Rest,
    /// `Parameters`.
    Parameters,
    /// `Mappings`.
    Mappings,
    /// `Conditions`.
    Conditions,
    /// `Resources`.
    Resources,
    /// `Outputs`.
    Outputs,
}

impl Area {
    /// The section's name; empty for the whole template and for sections that carry their own.
    fn name(self) -> &'static str {
        match self {
            Self::Template | Self::Rest => "",
            Self::Metadata => "Metadata",
            Self::Parameters => "Parameters",
            Self::Mappings => "Mappings",
            Self::Conditions => "Conditions",
            Self::Resources => "Resources",
            Self::Outputs => "Outputs",
        }
    }
}

impl Part<'_> {
    /// Its name in findings: the logical ID of a resource, `Outputs/Name` for all others.
    pub(crate) fn subject(&self) -> Arc<str> {
        match (self.area, self.area.name(), self.name) {
            (_, section, "") => section.into(),
            (Area::Resources, _, name) | (_, "", name) => name.into(),
            (_, section, name) => format!("{section}/{name}").into(),
        }
    }
}

impl<'a> Place<'a> {
    /// A part of the template.
    pub(crate) fn part(area: Area, index: usize, name: &'a str) -> Self {
        let origin = None;
        Self::of(Part {
            area,
            index,
            name,
            origin,
        })
    }

    /// A part of the template with the code that created it.
    pub(crate) fn of(part: Part<'a>) -> Self {
        Self {
            parent: None,
            step: Step::Part(part),
        }
    }

    /// The template as a whole.
    pub(crate) fn template() -> Self {
        Self::part(Area::Template, 0, "")
    }

    /// A whole section.
    pub(crate) fn section(area: Area) -> Self {
        Self::part(area, 0, "")
    }

    /// A member, one step down.
    pub(crate) fn key<'b>(&'b self, key: &'b str) -> Place<'b> {
        Place {
            parent: Some(self),
            step: Step::Key(key),
        }
    }

    /// An element, one step down.
    pub(crate) fn index(&self, index: usize) -> Place<'_> {
        Place {
            parent: Some(self),
            step: Step::Index(index),
        }
    }

    /// The part of the template that contains it.
    pub(crate) fn root(&self) -> Part<'a> {
        match (self.step, self.parent) {
            (Step::Part(part), _) => part,
            (_, Some(parent)) => parent.root(),
            (_, None) => Place::template().root(),
        }
    }

    /// The steps below the part, outermost first.
    pub(crate) fn steps(&self) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        let mut place = Some(self);
        while let Some(Place { parent, step }) = place {
            if !matches!(step, Step::Part(_)) {
                steps.push(*step);
            }
            place = *parent;
        }
        steps.reverse();
        steps
    }

    /// Whether it is inside the argument of a function, or the value of a member, called `key`.
    pub(crate) fn is_within(&self, key: &str) -> bool {
        matches!(self.step, Step::Key(name) if name == key)
            || self.parent.is_some_and(|parent| parent.is_within(key))
    }
}

/// `Properties/Tags/0/Key`.
pub(crate) fn path(steps: &[Step<'_>]) -> String {
    let mut path = String::new();
    for step in steps {
        if !path.is_empty() {
            path.push('/');
        }
        match step {
            Step::Key(key) => path.push_str(key),
            Step::Index(index) => path.push_str(&index.to_string()),
            Step::Part(_) => {}
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_a_subject_and_a_path() {
        let resource = Place::part(Area::Resources, 3, "Topic");
        let tags = resource.key("Properties");
        let tags = tags.key("Tags");
        let tag = tags.index(0);
        assert_eq!(path(&tag.steps()), "Properties/Tags/0");
        assert_eq!(&*tag.root().subject(), "Topic");
        assert!(tag.is_within("Tags") && !tag.is_within("Key"));
        assert_eq!(
            &*Place::part(Area::Outputs, 0, "Arn").root().subject(),
            "Outputs/Arn"
        );
        assert_eq!(&*Place::template().root().subject(), "");
        assert_eq!(&*Place::section(Area::Outputs).root().subject(), "Outputs");
    }
}
