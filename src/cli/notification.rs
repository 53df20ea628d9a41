//! `--notify`: tells the desktop, or rings the bell, when a command has ended.

use crate::view::link::literal;
use std::env;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

/// Sends the notification to the terminal; without one there is no one to notify.
pub(super) fn send(command: &str, succeeded: bool, took: Duration) {
    let mut terminal = io::stderr();
    if !terminal.is_terminal() {
        return;
    }
    let how = if succeeded { "finished" } else { "failed" };
    let text = format!("{command} {how} after {} s", took.as_secs());
    let get = |name: &str| env::var(name).unwrap_or_default();
    // A terminal that is gone notifies no one.
    let _ = terminal.write_all(sequence(&text, &get).as_bytes());
    let _ = terminal.flush();
}

/// What makes the terminal notify: iTerm2's sequence, urxvt's, or the bell.
fn sequence(text: &str, get: &dyn Fn(&str) -> String) -> String {
    let text = literal(text).replace(';', ",");
    let program = get("TERM_PROGRAM");
    let term = get("TERM");
    let notifies = |names: &[&str]| names.contains(&&*program) || names.iter().any(|name| term.starts_with(name));
    if notifies(&["iTerm.app", "WezTerm", "ghostty", "WarpTerminal", "xterm-kitty", "xterm-ghostty"]) {
        format!("\x1b]9;sa-infra: {text}\x07")
    } else if notifies(&["rxvt", "foot"]) {
        format!("\x1b]777;notify;sa-infra;{text}\x07")
    } else {
        "\x07".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::sequence;

    #[test]
    fn terminals_notify_in_their_own_way_or_ring() {
        let sent = |name: &str, value: &str| {
            let get = |asked: &str| if asked == name { value.to_owned() } else { String::new() };
            sequence("deploy finished; \x1b]0;x\x07", &get)
        };
        assert_eq!(sent("TERM_PROGRAM", "iTerm.app"), "\x1b]9;sa-infra: deploy finished, ]0,x\x07");
        assert_eq!(sent("TERM", "foot-extra"), "\x1b]777;notify;sa-infra;deploy finished, ]0,x\x07");
        assert_eq!(sent("TERM", "xterm-256color"), "\x07");
    }
}
