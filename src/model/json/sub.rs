//! The `${..}` language of `Fn::Sub`.

use crate::model::json::{Fields, Json};

/// A piece of a string with substitutions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Literal text.
    Text(&'a str),
    /// `${Name}`, `${Resource.Attribute}`, `${AWS::Region}`: the text between the braces.
    Variable(&'a str),
    /// `${!Name}`, which yields `${Name}`: the text after the exclamation mark.
    Escaped(&'a str),
}

/// Splits a string. A `${` without its brace is literal text.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(inside) = rest.strip_prefix("${")
            && let Some((name, after)) = inside.split_once('}')
        {
            rest = after;
            let name = name.trim();
            return Some(
                name.strip_prefix('!')
                    .map_or(Piece::Variable(name), Piece::Escaped),
            );
        }
        let start = if rest.starts_with("${") { 2 } else { 0 };
        let end = rest
            .get(start..)
            .and_then(|rest| rest.find("${"))
            .map_or(rest.len(), |at| at + start);
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(text))
    })
}

/// The string and the variables of the argument of `Fn::Sub`: `"text"` or `["text", {..}]`.
pub(crate) fn argument(argument: &Json) -> Option<(&str, Option<&Fields>)> {
    match argument {
        Json::Text(text) => Some((text, None)),
        Json::List(items) => match items.as_slice() {
            [Json::Text(text), Json::Map(variables)] => Some((text, Some(variables))),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_split_into_its_pieces() {
        use Piece::{Escaped, Text, Variable};
        let of = |text| pieces(text).collect::<Vec<_>>();
        assert_eq!(of("a-${B.C}${ D }"), [Text("a-"), Variable("B.C"), Variable("D")]);
        assert_eq!(of("${!X}$"), [Escaped("X"), Text("$")]);
        assert_eq!(of("${open${"), [Text("${open"), Text("${")]);
        assert_eq!(of(""), []);
        assert_eq!(of("é${A}é"), [Text("é"), Variable("A"), Text("é")]);
    }
}
