//! `${Name}` in a string that is not substituted, where Name exists in the template.

use crate::check::context::Context;
use crate::check::place::{Area, Place};
use crate::check::report::Report;
use crate::check::value::has;
use crate::model::json::sub::{Piece, pieces};

pub(super) fn check(cx: &Context<'_>, text: &str, place: &Place<'_>, report: &mut Report<'_>) {
    let area = place.root().area;
    if !has(text, b'$') || !matches!(area, Area::Resources | Area::Outputs) || place.is_within("Metadata") {
        return;
    }
    // CloudFormation, or a later step, substitutes it there.
    let filled = [
        "Fn::Sub",
        "Fn::Transform",
        "Fn::ForEach",
        "DefinitionString",
        "BuildSpec",
        "UserData",
        "ZipFile",
    ];
    if filled.iter().any(|name| place.is_within(name)) {
        return;
    }
    for piece in pieces(text) {
        let Piece::Variable(name) = piece else {
            continue;
        };
        let id = name.split('.').next().unwrap_or(name);
        if cx.named(id).is_some() {
            let reason = format!("${{{name}}} is not substituted: the string is not in Fn::Sub");
            report.warning(
                place,
                reason,
                "put the string into Fn::Sub, or write ${!Name} for the literal characters",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    #[test]
    fn what_is_to_be_filled_in_is_in_sub() {
        let of = |value: &str| findings(&resource(&format!(r#"{{"One": {value}}}"#)));
        assert!(of(r#""a-${O}""#).contains("warning R/Properties/One: ${O} is not substituted"));
        assert!(of(r#""a-${AWS::Region}""#).contains("is not substituted"));
        assert_eq!(of(r#""a-${aws:username}""#), "");
        assert_eq!(of(r#"{"Fn::Sub": "a-${O}"}"#), "");
    }
}
