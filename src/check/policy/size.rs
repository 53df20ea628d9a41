//! The size of a managed policy. IAM counts every character that is not white space.

use crate::check::place::Place;
use crate::check::report::Report;
use crate::model::json::{Call, Json};

/// The maximum number of characters of a managed policy.
const MOST: usize = 6_144;

pub(super) fn check(document: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let size = size(document);
    if size > MOST {
        let reason = format!("the policy has {size} characters without white space: IAM accepts {MOST}");
        report.error(place, reason, "split it into several managed policies");
    }
}

/// A lower bound of its size: of functions, only the literal parts count.
fn size(json: &Json) -> usize {
    match json {
        Json::Null => 4,
        Json::Bool(value) => 5 - usize::from(*value),
        Json::Int(value) => value.to_string().len(),
        Json::Float(value) => value.to_string().len(),
        Json::Text(text) => 2 + characters(text),
        Json::List(items) => {
            2 + items
                .iter()
                .map(|item| size(item) + 1)
                .sum::<usize>()
                .saturating_sub(1)
        }
        Json::Map(fields) => {
            let members = fields
                .iter()
                .map(|(name, value)| characters(name) + 4 + size(value));
            2 + members.sum::<usize>().saturating_sub(1)
        }
        Json::Call(call) => match &**call {
            Call::Function(name, Json::List(items)) if name == "Fn::Join" => match items.get(1) {
                Some(Json::List(parts)) => {
                    2 + parts
                        .iter()
                        .filter_map(Json::as_text)
                        .map(characters)
                        .sum::<usize>()
                }
                _ => 2,
            },
            _ => 0,
        },
    }
}

fn characters(text: &str) -> usize {
    let escaped = |character: char| if matches!(character, '"' | '\\') { 2 } else { 1 };
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(escaped)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::tests::identity;
    use super::size;
    use crate::model::json::Json;

    #[test]
    fn a_large_policy_is_split() {
        let actions = (0..400)
            .map(|at| format!(r#""s3:GetObject{at}""#))
            .collect::<Vec<_>>()
            .join(", ");
        let statement = format!(r#"{{"Effect": "Allow", "Action": [{actions}], "Resource": "*"}}"#);
        assert!(identity(&statement).contains("IAM accepts 6144 | split it into several managed policies"));
        assert_eq!(identity(&statement.replace("s3:GetObject", "s3:A")), "");
    }

    #[test]
    fn size_is_that_of_compact_json() {
        for text in [r#"{"a":["b",1,true,false,null],"c":{}}"#, r#"{"a":"q\"q"}"#, "[]"] {
            let json: Json = serde_json::from_str(text).unwrap();
            assert_eq!(size(&json), text.len());
        }
    }
}
