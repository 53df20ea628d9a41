//! Enumerations: the values that AWS lists, and `Custom` for later ones.

use crate::names::variants;
use crate::schema::Text;
use std::fmt::Write;

/// The maximum width of a line of variants.
const WIDTH: usize = 110;

pub(super) fn enumeration(name: &str, property: &str, text: &Text) -> String {
    let said = text.definition.as_deref().unwrap_or(property);
    let mut code = format!("choice! {{ {name} {said:?} {{");
    let mut width = code.len();
    for (value, variant) in text.choices.iter().zip(variants(&text.choices)) {
        let item = format!("{variant} = {value:?},");
        if width + item.len() > WIDTH {
            code.push_str("\n ");
            width = 0;
        }
        width += item.len() + 1;
        let _ = write!(code, " {item}");
    }
    code.push_str(if code.contains('\n') { "\n} }\n" } else { " } }\n" });
    code
}
