//! Whether the terminal is known to support hyperlinks.

use std::env;

/// Whether the terminal of this process is known to support hyperlinks.
pub(super) fn are_shown() -> bool {
    let get = |name: &str| env::var(name).unwrap_or_default();
    shown_by(&get)
}

fn shown_by(get: &dyn Fn(&str) -> String) -> bool {
    // The variable that other programs read.
    match &*get("FORCE_HYPERLINK") {
        "" => {}
        value => return value != "0",
    }
    let number = |name: &str| get(name).parse::<u32>().unwrap_or(0);
    let programs = [
        "iTerm.app",
        "WezTerm",
        "vscode",
        "ghostty",
        "Hyper",
        "rio",
        "Tabby",
        "mintty",
        "WarpTerminal",
    ];
    let terms = [
        "xterm-kitty",
        "xterm-ghostty",
        "alacritty",
        "foot",
        "wezterm",
        "contour",
    ];
    programs.contains(&&*get("TERM_PROGRAM"))
        || terms.iter().any(|term| get("TERM").starts_with(term))
        || number("VTE_VERSION") >= 5000
        || number("KONSOLE_VERSION") >= 201_200
        || !get("WT_SESSION").is_empty()
        || get("DOMTERM").contains("version=")
}

#[cfg(test)]
mod tests {
    use super::shown_by;

    #[test]
    fn links_are_shown_by_terminals_that_are_known_to() {
        let shown = |name: &str, value: &str| {
            shown_by(&|asked: &str| {
                if asked == name {
                    value.to_owned()
                } else {
                    String::new()
                }
            })
        };
        let known = [
            ("TERM_PROGRAM", "iTerm.app"),
            ("TERM", "xterm-kitty"),
            ("VTE_VERSION", "7600"),
            ("FORCE_HYPERLINK", "1"),
        ];
        assert!(known.into_iter().all(|(name, value)| shown(name, value)));
        let others = [
            ("TERM_PROGRAM", "Apple_Terminal"),
            ("TERM", "xterm-256color"),
            ("VTE_VERSION", "4000"),
            ("FORCE_HYPERLINK", "0"),
        ];
        assert!(!others.into_iter().any(|(name, value)| shown(name, value)));
    }
}
