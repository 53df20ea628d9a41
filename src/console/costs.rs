//! The page of costs: the app's document about them, as HTML.

use super::parts::prose;
use crate::operate::costs::cells;
use maud::{Markup, html};

/// The sections of a document.
pub(super) fn shown(document: &str) -> Markup {
    let sections = document.split("\n## ").skip(1);
    html! {
        @for section in sections {
            @let (heading, text) = section.split_once('\n').unwrap_or((section, ""));
            h2 { (heading) }
            @for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
                @if block.starts_with('|') { (table(block)) } @else { p { (prose(&block.replace('\n', " "))) } }
            }
        }
    }
}

fn table(block: &str) -> Markup {
    let mut rows = block.lines().map(cells);
    let head = rows.next().unwrap_or_default();
    html! {
        div.wide {
            table {
                thead { tr { @for cell in head { th { (cell) } } } }
                tbody { @for row in rows.skip(1) { tr { @for cell in row { td { (cell) } } } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn sections_have_their_tables() {
        let page =
            shown("# Costs\n\nIntro\n\n## A<b>\n\nText.\n\n| what | a month |\n|---|---|\n| **x** | 1 |\n");
        let html = page.into_string();
        assert!(html.contains("<h2>A&lt;b&gt;</h2><p>Text.</p>"), "{html}");
        assert!(
            html.contains("<th>a month</th>") && html.contains("<td>x</td><td>1</td>"),
            "{html}"
        );
    }
}
