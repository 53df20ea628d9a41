//! Text to tree: turns the parser's events into nodes, and limits the size that aliases can produce.

use super::{Fault, Node, Value};
use crate::model::template::BUCKET_LIMIT;
use crate::model::template::place::Place;
use granit_parser::{ErrorKind, Event, Marker, Parser, ScalarStyle, ScanError, Span, Tag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

/// The maximum depth of a value. Templates need a dozen levels.
const DEPTH: usize = 100;

/// How much aliases may add, as [`Node::weight`] measures it: several times the maximum size of a template.
const ADDED: usize = 8 * BUCKET_LIMIT;

impl From<Marker> for Place {
    fn from(marker: Marker) -> Self {
        Self {
            line: marker.line(),
            column: marker.col() + 1,
        }
    }
}

/// A list or a map that is not closed yet.
struct Open {
    place: Place,
    tag: Option<String>,
    anchor: usize,
    is_map: bool,
    children: Vec<Rc<Node>>,
}

/// The tree of a document, with the aliases resolved.
pub(in crate::model::template) fn tree(text: &str) -> Result<Rc<Node>, Fault> {
    document(text).map(|(root, _)| root)
}

/// The same, with the first alias in it.
pub(in crate::model::template) fn document(text: &str) -> Result<(Rc<Node>, Option<Place>), Fault> {
    let options = granit_parser::options! {
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
        // As the YAML libraries of CloudFormation and its tools do.
        block_scalar_eof_without_line_feed: true,
    };
    let mut builder = Builder {
        limit: text.len().saturating_add(ADDED),
        open: Vec::new(),
        anchors: HashMap::new(),
        alias: None,
        root: None,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| unreadable(&error))?;
        builder.event(event, &span)?;
    }
    let root = builder.root.ok_or_else(|| {
        let start = Place { line: 1, column: 1 };
        Fault::new(
            start,
            "the file is empty",
            "write a template into it, in JSON or in YAML",
        )
    })?;
    Ok((root, builder.alias))
}

fn unreadable(error: &ScanError) -> Fault {
    let place = Place::from(*error.marker());
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => too_deep(place),
        kind => Fault::new(place, format!("not valid YAML: {kind}"), "correct the syntax"),
    }
}

fn too_deep(place: Place) -> Fault {
    let reason = format!("is nested deeper than {DEPTH} levels");
    Fault::new(place, reason, "write it with fewer levels")
}

struct Builder {
    limit: usize,
    open: Vec<Open>,
    /// The values that aliases repeat; `None` while the value is still open.
    anchors: HashMap<usize, Option<Rc<Node>>>,
    alias: Option<Place>,
    root: Option<Rc<Node>>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: &Span) -> Result<(), Fault> {
        let place = Place::from(span.tag_start().unwrap_or(span.start));
        match event {
            Event::DocumentStart(..) if self.root.is_some() => Err(Fault::new(
                place,
                "a second document begins",
                "write one template into one file",
            )),
            Event::Scalar(text, style, anchor, tag) => {
                let (text, is_plain) = (text.into_owned(), style == ScalarStyle::Plain);
                self.complete(place, named(tag), anchor, Value::Scalar { text, is_plain })
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(place, named(tag), anchor, false);
                Ok(())
            }
            Event::MappingStart(_, anchor, tag) => {
                self.begin(place, named(tag), anchor, true);
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(Some(node)) => {
                    let node = Rc::clone(node);
                    self.alias.get_or_insert(place);
                    self.put(node);
                    Ok(())
                }
                _ => Err(Fault::new(
                    place,
                    "an alias stands inside what it repeats",
                    "write out what is meant",
                )),
            },
            _ => Ok(()),
        }
    }

    fn begin(&mut self, place: Place, tag: Option<String>, anchor: usize, is_map: bool) {
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
        self.open.push(Open {
            place,
            tag,
            anchor,
            is_map,
            children: Vec::new(),
        });
    }

    fn end(&mut self) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let value = if open.is_map {
            let mut children = open.children.into_iter();
            let pairs = std::iter::from_fn(|| Some((children.next()?, children.next()?)));
            Value::Map(pairs.collect())
        } else {
            Value::List(open.children)
        };
        self.complete(open.place, open.tag, open.anchor, value)
    }

    /// Completes a node. Its depth and weight are checked before any alias is expanded.
    fn complete(
        &mut self,
        place: Place,
        tag: Option<String>,
        anchor: usize,
        value: Value,
    ) -> Result<(), Fault> {
        let (mut depth, mut weight) = (0, 1);
        let mut measure = |child: &Node| {
            depth = depth.max(child.depth);
            weight = child.weight.saturating_add(weight);
        };
        match &value {
            Value::Scalar { text, .. } => weight += text.len(),
            Value::List(items) => items.iter().for_each(|item| measure(item)),
            Value::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                measure(key);
                measure(value);
            }),
        }
        // A function in its short form is an object of one member.
        depth += usize::from(!matches!(value, Value::Scalar { .. })) + usize::from(tag.is_some());
        if depth > DEPTH {
            return Err(too_deep(place));
        }
        if weight > self.limit {
            return Err(Fault::new(
                place,
                "aliases make too much of it: more than eight times what CloudFormation takes",
                "write out what is meant",
            ));
        }
        let node = Rc::new(Node {
            place,
            tag,
            value,
            depth,
            weight,
        });
        if anchor > 0 {
            self.anchors.insert(anchor, Some(Rc::clone(&node)));
        }
        self.put(node);
        Ok(())
    }

    fn put(&mut self, node: Rc<Node>) {
        match self.open.last_mut() {
            Some(open) => open.children.push(node),
            None => self.root = Some(node),
        }
    }
}

/// A tag as one string; `!` alone stands for none in particular.
fn named(tag: Option<Cow<'_, Tag>>) -> Option<String> {
    let tag = tag?;
    let (handle, suffix) = tag.parts();
    Some(format!("{handle}{suffix}"))
}
