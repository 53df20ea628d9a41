//! Lists that leave a stack: outputs, exports and parameters are strings.

use crate::model::json::{Call, Json};

/// What the CDK puts between the elements of a list. It does not occur in one.
const DELIMITER: &str = "||";

/// A list as a string.
pub(super) fn joined(list: Json) -> Json {
    joined_by(DELIMITER, list)
}

/// The elements of a string of [`joined`].
pub(super) fn split(text: Json) -> Json {
    Call::function("Fn::Split", Json::List(vec![DELIMITER.into(), text])).into()
}

/// A list as the value of a parameter whose type is a list.
pub(super) fn for_a_parameter(list: Json) -> Json {
    joined_by(",", list)
}

fn joined_by(delimiter: &'static str, list: Json) -> Json {
    Call::function("Fn::Join", Json::List(vec![delimiter.into(), list])).into()
}
