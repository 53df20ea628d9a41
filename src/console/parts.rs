//! The common parts of panels: states as a shape and a word, times, commands, buttons.

use crate::view::exact;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

/// A kind of state. Each has its own shape, so that colors need not be distinguished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Everything works.
    Good,
    /// Something remains to do.
    Open,
    /// Something failed.
    Bad,
    /// In progress.
    Busy,
    /// Disabled, or missing.
    Off,
}

impl Tone {
    /// Its CSS class.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Open => "open",
            Self::Bad => "bad",
            Self::Busy => "busy",
            Self::Off => "off",
        }
    }
}

/// A state: its shape, and its word.
pub(super) fn state(tone: Tone, word: &str) -> Markup {
    html! { span class=(format!("state {}", tone.class())) { span.shape {} (word) } }
}

/// A time, which the page shows as relative; the exact time is in the tooltip.
pub(super) fn time(at: Timestamp) -> Markup {
    let shown = exact(at);
    html! { time.relative datetime=(at.to_string()) title=(shown) { (shown) } }
}

/// A time in a time zone: `Mon 2026-12-07 09:30 EST`.
pub(super) fn local(at: Timestamp, zone: &TimeZone) -> Markup {
    let shown = at
        .to_zoned(zone.clone())
        .strftime("%a %Y-%m-%d %H:%M %Z")
        .to_string();
    html! { time datetime=(at.to_string()) { (shown) } }
}

/// A sentence in which text in backticks is a command that can be copied.
pub(super) fn prose(text: &str) -> Markup {
    let parts = text.split('`').enumerate();
    html! {
        @for (at, part) in parts {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// The commands in a sentence, without `sa-infra`.
pub(super) fn commands(text: &str) -> Vec<Vec<&str>> {
    let quoted = text.split('`').skip(1).step_by(2);
    let own = quoted.filter_map(|quoted| quoted.strip_prefix("sa-infra "));
    own.map(|command| command.split(' ').collect()).collect()
}

/// A button that makes a change, with its fields.
pub(super) fn button(verb: &str, fields: &[(&str, &str)], label: &str, class: &str) -> Markup {
    html! {
        form.act data-verb=(verb) {
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            button class=(class) type="submit" { (label) }
        }
    }
}

/// The content of an empty panel.
pub(super) fn empty(what: &str, todo: &str) -> Markup {
    html! { div.empty { p { (what) } p.fix { (prose(todo)) } } }
}

/// Percent-encodes a part of a path or a query.
pub(super) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::{commands, prose};

    #[test]
    fn commands_are_taken_from_a_fix() {
        let fix = "run `sa-infra secrets set KEY`, then `cargo x`, then `sa-infra deploy base`";
        assert_eq!(
            commands(fix),
            [vec!["secrets", "set", "KEY"], vec!["deploy", "base"]]
        );
        assert_eq!(prose("run `a<b`").into_string(), "run <code>a&lt;b</code>");
    }
}
