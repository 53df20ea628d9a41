//! Enumerations: the values AWS lists, and `Custom` for those it will list.

use super::types::Types;
use crate::names::variants;
use crate::schema::Text;
use std::fmt::Write;

pub(super) fn enumeration(types: &Types<'_>, name: &str, property: &str, text: &Text) -> String {
    let said = text.definition.as_deref().unwrap_or(property);
    let mut code =
        format!("/// The values of `{said}`.\n#[derive(Clone, Debug, PartialEq)]\npub enum {name} {{\n");
    let mut arms = String::new();
    for (value, variant) in text.choices.iter().zip(variants(&text.choices)) {
        let doc = if value.is_empty() {
            "Empty".to_owned()
        } else {
            format!("`{value}`")
        };
        let _ = writeln!(code, "/// {doc}.\n{variant},");
        let _ = writeln!(arms, "Self::{variant} => {value:?}.into(),");
    }
    let _ = write!(
        code,
        "/// Any other value.\nCustom(String),\n}}\n\n\
         impl {} for {name} {{\nfn to_json(self) -> {} {{\nmatch self {{\n{arms}\
         Self::Custom(value) => value.into(),\n}}\n}}\n}}\n\n",
        types.engine("ToJson"),
        types.engine("Json"),
    );
    code
}
