//! The file that `init` writes: the defaults with every key commented out, so that it always shows the effective
//! values.

use super::DEFAULTS;

/// The text of a new configuration file.
pub(crate) fn init() -> String {
    let mut text = String::with_capacity(DEFAULTS.len() + 200);
    let mut is_pattern = false;
    for line in DEFAULTS.lines() {
        if line.starts_with('[') {
            // The sections of defaults for new entries are not keys of the file.
            is_pattern = line.contains("\"*\"");
        }
        if is_pattern && !line.starts_with('#') {
            continue;
        }
        if !line.is_empty() && !line.starts_with('#') {
            text.push('#');
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}
