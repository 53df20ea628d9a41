//! The output of a view for a terminal, as HTML: the same text, with its styles as classes.

use crate::view::output;
use maud::{Markup, html};
use std::io::{self, Write};

/// The number of columns for a view on a page.
pub(super) const WIDTH: usize = 100;

/// The output of a view.
pub(super) fn written(view: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Markup> {
    let mut text = Vec::new();
    view(&mut text)?;
    Ok(markup(&String::from_utf8_lossy(&text)))
}

/// Text with the marks of the views.
pub(super) fn markup(text: &str) -> Markup {
    let colored = output::colored(text);
    // Every remaining escape character begins a sequence of our own.
    let mut pieces = colored.split('\u{1b}');
    let first = pieces.next().unwrap_or_default();
    let mut classes = Vec::new();
    html! {
        (first)
        @for piece in pieces {
            @let (sequence, text) = piece.split_once('m').unwrap_or((piece, ""));
            @let class = styled(&mut classes, sequence);
            @if class.is_empty() { (text) } @else { span class=(class) { (text) } }
        }
    }
}

/// The classes after a sequence such as `[1` or `[31`.
fn styled(classes: &mut Vec<&'static str>, sequence: &str) -> String {
    match sequence.trim_start_matches('[') {
        "1" => classes.push("bold"),
        "2" => classes.push("dim"),
        "31" => classes.push("red"),
        "32" => classes.push("green"),
        "33" => classes.push("yellow"),
        "36" => classes.push("cyan"),
        _ => classes.clear(),
    }
    classes.join(" ")
}

#[cfg(test)]
mod tests {
    use super::markup;
    use crate::view::{DIM, RED};

    #[test]
    fn styles_are_classes_and_everything_else_is_text() {
        let text = format!("{RED}<b>{RED:#} x\u{1b}[31m {DIM}y{DIM:#}\n");
        let html = "<span class=\"bold\"></span><span class=\"bold red\">&lt;b&gt;</span> x\\u001b[31m \
                    <span class=\"dim\">y</span>\n";
        assert_eq!(markup(&text).into_string(), html);
    }
}
