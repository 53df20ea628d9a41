//! `--notify`: notifies on the desktop, or with the bell, when a command has ended.

use crate::view::output;
use crate::view::style::Window;
use std::env;
use std::io::Write;
use std::time::Duration;

/// Sends the notification to the terminal, if there is one.
pub(super) fn send(command: &str, succeeded: bool, took: Duration) {
    if !output::is_stderr_terminal() {
        return;
    }
    let how = if succeeded { "finished" } else { "failed" };
    let text = format!("{command} {how} after {} s", took.as_secs());
    let get = |name: &str| env::var(name).unwrap_or_default();
    // A closed terminal is not an error.
    let _ = write!(output::display(), "{}", window(&text, &get));
}

/// The notification of the terminal: iTerm2's sequence, urxvt's, or the bell.
fn window<'a>(text: &'a str, get: &dyn Fn(&str) -> String) -> Window<'a> {
    let program = get("TERM_PROGRAM");
    let term = get("TERM");
    let notifies =
        |names: &[&str]| names.contains(&&*program) || names.iter().any(|name| term.starts_with(name));
    if notifies(&[
        "iTerm.app",
        "WezTerm",
        "ghostty",
        "WarpTerminal",
        "xterm-kitty",
        "xterm-ghostty",
    ]) {
        Window::Notify(text)
    } else if notifies(&["rxvt", "foot"]) {
        Window::NotifyWithTitle(text)
    } else {
        Window::Bell
    }
}

#[cfg(test)]
mod tests {
    use super::window;
    use crate::view::output::colored;

    #[test]
    fn terminals_notify_in_their_own_way_or_ring() {
        let sent = |name: &str, value: &str| {
            let get = |asked: &str| {
                if asked == name {
                    value.to_owned()
                } else {
                    String::new()
                }
            };
            colored(&window("deploy finished; \x1b]0;x\x07", &get).to_string())
        };
        let text = "deploy finished, \\u001b]0,x\\u0007";
        assert_eq!(
            sent("TERM_PROGRAM", "iTerm.app"),
            format!("\x1b]9;sa-infra: {text}\x07")
        );
        assert_eq!(
            sent("TERM", "foot-extra"),
            format!("\x1b]777;notify;sa-infra;{text}\x07")
        );
        assert_eq!(sent("TERM", "xterm-256color"), "\x07");
    }
}
