//! The response of a service: JSON into a struct, or XML.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::error::ErrorMetadata;
use jiff::Timestamp;
use roxmltree::{Document, Node};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use std::fmt;

/// The type that a response is parsed into.
pub(in crate::cloud::sdk) trait Answer: Sized + Send + Sync + 'static {
    /// Reads a response whose body is in memory.
    fn of(response: &HttpResponse) -> Result<Self, BoxError>;

    /// Takes a response whose body is read later; `None` if it is read at once.
    fn streamed(_: &mut HttpResponse) -> Option<Self> {
        None
    }
}

impl<A: DeserializeOwned + Send + Sync + 'static> Answer for A {
    fn of(response: &HttpResponse) -> Result<Self, BoxError> {
        let body = match body(response) {
            [] => b"{}",
            body => body,
        };
        Ok(serde_json::from_slice(body)?)
    }
}

/// The body of a response in memory.
pub(super) fn body(response: &HttpResponse) -> &[u8] {
    response.body().bytes().unwrap_or_default()
}

/// A response with its headers.
pub(in crate::cloud::sdk) struct Whole {
    pub(in crate::cloud::sdk) headers: Headers,
    pub(in crate::cloud::sdk) body: Vec<u8>,
}

impl Answer for Whole {
    fn of(response: &HttpResponse) -> Result<Self, BoxError> {
        Ok(Self {
            headers: response.headers().clone(),
            body: body(response).to_vec(),
        })
    }
}

/// A response with its headers, and a body that is read in parts.
pub(in crate::cloud::sdk) struct Streamed {
    pub(in crate::cloud::sdk) headers: Headers,
    pub(in crate::cloud::sdk) body: ByteStream,
}

impl Answer for Streamed {
    fn of(_: &HttpResponse) -> Result<Self, BoxError> {
        Err("the response was read already".into())
    }

    fn streamed(response: &mut HttpResponse) -> Option<Self> {
        response.status().is_success().then(|| Self {
            headers: response.headers().clone(),
            body: ByteStream::new(response.take_body()),
        })
    }
}

/// A response without contents.
#[derive(serde::Deserialize)]
pub(in crate::cloud::sdk) struct Done {}

/// Hides a response, which may contain secrets, from tracing.
pub(super) struct Opaque<A>(pub(super) A);

impl<A> fmt::Debug for Opaque<A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Answer")
    }
}

/// A timestamp of a JSON service: seconds since 1970, with a fraction.
pub(in crate::cloud::sdk) fn epoch<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let seconds = Option::<f64>::deserialize(deserializer)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a number too large is cut to the largest, and is no time"
    )]
    let at =
        |seconds: f64| Timestamp::from_millisecond((seconds * 1000.0).round() as i64).unwrap_or_default();
    Ok(seconds.map(at))
}

/// An element of an XML response.
#[derive(Clone, Debug, Default)]
pub(in crate::cloud::sdk) struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Answer for Element {
    fn of(response: &HttpResponse) -> Result<Self, BoxError> {
        let document = parse(body(response))?;
        let root = document.root_element();
        if !root.tag_name().name().ends_with("Response") {
            return Err(format!("<{}> is no answer of AWS", root.tag_name().name()).into());
        }
        // `GetRoleResponse` contains `GetRoleResult` and response metadata.
        let mut parts = root.children();
        let result = parts.find(|part| part.tag_name().name().ends_with("Result"));
        // EC2 has no such element.
        Ok(read(result.unwrap_or(root)))
    }
}

/// The error in a response of a service that speaks XML.
pub(super) fn complaint(body: &[u8]) -> Result<ErrorMetadata, BoxError> {
    let document = parse(body)?;
    let mut parts = document.root().descendants();
    let error = parts.find(|part| part.tag_name().name() == "Error");
    let error = error.map_or_else(Element::default, read);
    let mut metadata = ErrorMetadata::builder();
    if let Some(code) = error.text("Code") {
        metadata = metadata.code(code);
    }
    if let Some(message) = error.text("Message") {
        metadata = metadata.message(message);
    }
    Ok(metadata.build())
}

fn parse(body: &[u8]) -> Result<Document<'_>, BoxError> {
    Ok(Document::parse(std::str::from_utf8(body)?)?)
}

/// More elements in each other than any response of AWS has. The rest is ignored.
const DEEPEST: usize = 64;

fn read(node: Node<'_, '_>) -> Element {
    read_within(node, DEEPEST)
}

fn read_within(node: Node<'_, '_>, depth: usize) -> Element {
    let children = node.children().filter(|child| depth > 0 && child.is_element());
    Element {
        name: node.tag_name().name().to_owned(),
        text: node.text().unwrap_or_default().to_owned(),
        children: children.map(|child| read_within(child, depth - 1)).collect(),
    }
}

impl Element {
    /// The root element of a document, which must have this name.
    pub(in crate::cloud::sdk) fn root(document: &[u8], name: &str) -> Result<Self, BoxError> {
        let document = parse(document)?;
        let root = read(document.root_element());
        if root.name != name {
            return Err(format!("<{}> in place of <{name}>", root.name).into());
        }
        Ok(root)
    }

    /// The children of this name.
    pub(in crate::cloud::sdk) fn all(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The child of this name.
    pub(in crate::cloud::sdk) fn get(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the child of this name.
    pub(in crate::cloud::sdk) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(|child| &*child.text)
    }

    /// Whether the child of this name says so.
    pub(in crate::cloud::sdk) fn is_true(&self, name: &str) -> bool {
        self.text(name) == Some("true")
    }

    /// The number in the child of this name, which AWS always returns; zero if it does not.
    pub(in crate::cloud::sdk) fn number(&self, name: &str) -> u64 {
        self.text(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or_default()
    }

    /// The members of the list of this name.
    pub(in crate::cloud::sdk) fn list(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.get(name).into_iter().flat_map(|list| &list.children)
    }

    /// The texts of the members of the list of this name.
    pub(in crate::cloud::sdk) fn texts(&self, name: &str) -> Vec<String> {
        self.list(name).map(|member| member.text.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer as _, DEEPEST, Done, Element};
    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_types::body::SdkBody;
    use std::iter::successors;

    fn response(body: &'static str) -> HttpResponse {
        HttpResponse::new(200.try_into().unwrap(), SdkBody::from(body))
    }

    #[test]
    fn elements_in_each_other_without_an_end_are_no_danger() {
        let root = |depth| {
            let document = format!(
                "<Tagging>{}{}</Tagging>",
                "<a>".repeat(depth),
                "</a>".repeat(depth)
            );
            Element::root(document.as_bytes(), "Tagging")
        };
        let below = |root: &Element| successors(root.get("a"), |inner| inner.get("a")).count();
        assert_eq!(below(&root(10).unwrap()), 10);
        assert_eq!(below(&root(1000).unwrap()), DEEPEST);
        // The parser may refuse them too.
        if let Ok(root) = root(100_000) {
            assert_eq!(root.all("a").count(), 1);
        }
    }

    #[test]
    fn a_page_from_a_proxy_is_no_answer() {
        let page = "<html><body>Sign in to this network</body></html>";
        assert!(Element::of(&response(page)).is_err());
        assert!(Element::root(page.as_bytes(), "Tagging").is_err());
        assert!(Done::of(&response(page)).is_err());
        let answer = "<UnsubscribeResponse><ResponseMetadata/></UnsubscribeResponse>";
        assert!(Element::of(&response(answer)).is_ok());
        assert!(Done::of(&response("")).is_ok());
    }
}
