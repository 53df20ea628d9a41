//! A tag or a notification topic of a stack, and its change.

use super::{DIM, GREEN, RED, YELLOW};
use crate::deploy::ui::Setting;
use std::io::{self, Write};

/// `+ stack tag Team=blue`.
pub(super) fn line(out: &mut dyn Write, setting: &Setting) -> io::Result<()> {
    let Setting { what, name, .. } = setting;
    match (setting.before.as_deref(), setting.after.as_deref()) {
        (None, Some("")) => writeln!(out, "  {GREEN}+{GREEN:#} {what} {name}"),
        (None, Some(after)) => writeln!(out, "  {GREEN}+{GREEN:#} {what} {name}={after}"),
        (Some(before), Some(after)) if before == after => {
            let value = if after.is_empty() {
                String::new()
            } else {
                format!("={after}")
            };
            writeln!(out, "  {DIM}= {what} {name}{value} (stays){DIM:#}")
        }
        (Some(before), Some(after)) => {
            writeln!(
                out,
                "  {YELLOW}~{YELLOW:#} {what} {name}={after} {DIM}(was {before}){DIM:#}"
            )
        }
        _ => writeln!(out, "  {RED}-{RED:#} {what} {name}"),
    }
}
