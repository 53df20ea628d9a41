//! Literal account ids: a template with one works in one account only, and discloses its id.

use crate::check::place::{Area, Place};
use crate::check::report::Report;
use crate::model::json::Json;

const REASON: &str = "a literal account id";
const FIX: &str = "use the pseudo parameter AWS::AccountId (${AWS::AccountId} in Fn::Sub), or a parameter when it is \
                   another account";

pub(super) fn check(text: &str, place: &Place<'_>, report: &mut Report<'_>) {
    if text.len() >= "arn:a:b::000000000000".len() && names_arn(text) && has_account(text) && !is_layer(text)
    {
        literal(place, report);
    }
}

/// Layers of Lambda are public under their owner's account.
fn is_layer(text: &str) -> bool {
    text.starts_with("arn:") && text.contains(":lambda:") && text.contains(":layer:")
}

/// Free-form data is not checked.
fn is_public(place: &Place<'_>) -> bool {
    place.root().area == Area::Metadata || place.is_within("Metadata")
}

/// Reports the account id at this place.
pub(in crate::check) fn literal(place: &Place<'_>, report: &mut Report<'_>) {
    if is_public(place) {
        return;
    }
    report.warning(place, REASON, FIX);
}

/// An `Fn::Join` that builds an ARN: its literal parts, with placeholders between them.
pub(super) fn join(argument: &Json, place: &Place<'_>, report: &mut Report<'_>) {
    let Some([Json::Text(between), Json::List(parts)]) = argument.as_list() else {
        return;
    };
    let texts = || parts.iter().filter_map(Json::as_text);
    if !texts().any(names_arn) || texts().any(has_account) {
        return;
    }
    let whole = parts
        .iter()
        .map(|part| part.as_text().unwrap_or("x"))
        .collect::<Vec<_>>()
        .join(between);
    if has_account(&whole) {
        literal(place, report);
    }
}

/// Whether the string contains an ARN at all. Faster than a substring search, which has a setup cost.
fn names_arn(text: &str) -> bool {
    text.as_bytes().windows(4).any(|window| window == b"arn:")
}

/// Whether an ARN in the string has twelve digits as its account.
fn has_account(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("arn:") {
        rest = after;
        // Partition, service and region precede the account. A substitution may contain colons.
        let account = (0..3).try_fold(after, |text, _| skip_field(text));
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let ends = |text: &str| text.as_bytes().get(12).is_none_or(|byte| *byte == b':');
        if account.is_some_and(|account| digits(account) == 12 && ends(account)) {
            return true;
        }
    }
    false
}

/// The text after the next colon that is not within `${..}`.
fn skip_field(text: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let end = text.bytes().position(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        byte == b':' && depth == 0
    })?;
    text.get(end + 1..)
}

#[cfg(test)]
mod tests {
    use super::has_account;
    use crate::check::tests::{findings, resource};

    #[test]
    fn an_account_id_is_seen_where_it_stands() {
        assert!(has_account("arn:aws:iam::123456789012:role/x"));
        assert!(has_account("see arn:aws:sns:us-east-1:123456789012"));
        assert!(has_account(
            "arn:${AWS::Partition}:ssm:${AWS::Region}:123456789012:parameter/x"
        ));
        assert!(!has_account("arn:aws:s3:::bucket-123456789012"));
        assert!(!has_account("arn:aws:iam::aws:policy/ReadOnlyAccess"));
        assert!(!has_account("arn:aws:iam::1234567890123:role/x"));
        assert!(!has_account("arn:aws:iam::${AWS::AccountId}:role/x"));
        assert!(!has_account("arn:arn:"));
    }

    #[test]
    fn it_is_reported_once_wherever_it_is_written() {
        let of = |value: &str| findings(&resource(&format!(r#"{{"Value": {value}}}"#)));
        let found =
            of(r#"{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::123456789012:role/x"]]}"#);
        assert_eq!(found.lines().count(), 1, "{found}");
        assert!(
            found.contains("warning R/Properties/Value: a literal account id | use the pseudo parameter"),
            "{found}"
        );
        assert_eq!(of(r#"["arn:aws:iam::123456789012:role/x"]"#).lines().count(), 1);
        assert_eq!(
            of(r#"{"Fn::Join": ["", ["arn:aws:iam::", {"Ref": "AWS::AccountId"}, ":role/x"]]}"#),
            ""
        );
    }
}
