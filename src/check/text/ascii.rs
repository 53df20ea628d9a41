//! Characters beyond ASCII: CloudFormation's `GetTemplate` returns a `?` for each, so every later comparison with the
//! deployed template finds a difference.

use crate::check::place::Place;
use crate::check::report::Report;
use std::collections::BTreeSet;

/// The maximum number of different characters that a message names.
const SHOWN: usize = 5;

pub(super) fn check(text: &str, place: &Place<'_>, report: &mut Report<'_>) {
    if text.is_ascii() {
        return;
    }
    let characters = text
        .chars()
        .filter(|character| !character.is_ascii())
        .collect::<BTreeSet<_>>();
    let shown = characters
        .iter()
        .take(SHOWN)
        .map(|character| format!("{character} (U+{:04X})", *character as u32));
    let shown = shown.collect::<Vec<_>>().join(", ");
    let more = if characters.len() > SHOWN {
        " and others"
    } else {
        ""
    };
    report.warning(
        place,
        format!("{shown}{more} is not ASCII: CloudFormation returns ? for it when the template is read back"),
        "write it in ASCII",
    );
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    #[test]
    fn texts_and_keys_are_ascii() {
        let of = |value: &str| findings(&resource(&format!(r#"{{"Value": {value}}}"#)));
        assert_eq!(of(r#""plain""#), "");
        assert!(
            of(r#""naïve – ï""#).contains("warning R/Properties/Value: ï (U+00EF), – (U+2013) is not ASCII")
        );
        assert!(
            of(r#"{"größe": 1}"#).contains("R/Properties/Value/größe: ß (U+00DF), ö (U+00F6) is not ASCII")
        );
        assert!(of(r#"{"Fn::Sub": "é"}"#).contains("R/Properties/Value/Fn::Sub: é"));
    }
}
