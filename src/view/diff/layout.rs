//! Two columns of entries, next to each other if they fit, otherwise one below the other.

use super::text::{width, wrap};

/// The usual width of the first column.
const USUAL: usize = 24;

/// The lines of two columns.
pub(super) fn in_columns(left: &[String], right: &[String], room: usize) -> Vec<String> {
    let longest = |texts: &[String]| texts.iter().map(|text| width(text)).max().unwrap_or(0);
    let share = share(longest(left), longest(right), room);
    let all = |texts: &[String], room: usize| {
        texts
            .iter()
            .flat_map(|text| hanging(text, room))
            .collect::<Vec<_>>()
    };
    let (left, right) = (all(left, share), all(right, room.saturating_sub(share + 2)));
    let line = |at: usize| {
        let cell = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
        let (one, other) = (cell(&left), cell(&right));
        let gap = " ".repeat((share + 2).saturating_sub(width(&one)));
        format!("{one}{gap}{other}").trim_end().to_owned()
    };
    (0..left.len().max(right.len())).map(line).collect()
}

/// The lines of both, one below the other; `on` precedes an entry without its own `from` or `to`.
pub(super) fn stacked(left: &[String], right: &[String], room: usize) -> Vec<String> {
    let mut lines = left
        .iter()
        .flat_map(|text| hanging(text, room))
        .collect::<Vec<_>>();
    for text in right {
        let said = ["from ", "to "].iter().any(|word| text.starts_with(word));
        let (head, text) = if said {
            text.split_once(' ').unwrap_or(("", text))
        } else {
            ("on", text.as_str())
        };
        for (at, line) in wrap(text, room.saturating_sub(head.len() + 1)).iter().enumerate() {
            let head = if at == 0 { head } else { "" };
            lines.push(format!(
                "{head:<0$} {line}",
                if said { head.len().max(2) } else { 2 }
            ));
        }
    }
    lines
}

/// The lines of an entry, all but the first indented.
fn hanging(text: &str, room: usize) -> Vec<String> {
    let room = if width(text) <= room {
        room
    } else {
        room.saturating_sub(2)
    };
    let lines = wrap(text, room).into_iter().enumerate();
    lines
        .map(|(at, line)| if at == 0 { line } else { format!("  {line}") })
        .collect()
}

/// The width of the left column: the usual one if both fit, half if neither leaves space for the other.
fn share(left: usize, right: usize, room: usize) -> usize {
    let room = room.saturating_sub(2);
    let half = room / 2;
    if right + left.max(USUAL) <= room {
        left.max(USUAL)
    } else if right < half {
        left.min(room - right)
    } else {
        left.min(half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn columns_fit_next_to_each_other() {
        let lines = in_columns(&texts(&["a", "b"]), &texts(&["one", "two", "three"]), 40);
        assert_eq!(
            lines,
            [
                "a                         one",
                "b                         two",
                "                          three"
            ]
        );
    }

    #[test]
    fn what_is_too_long_hangs() {
        let lines = in_columns(
            &texts(&["short"]),
            &texts(&["arn:aws:s3:::a-bucket/with/a/path"]),
            30,
        );
        assert_eq!(lines, ["short  arn:aws:s3:::a-", "         bucket/with/a/path"]);
    }

    #[test]
    fn columns_stand_one_below_the_other() {
        let lines = stacked(&texts(&["s3:Get*"]), &texts(&["bucket", "from 10.0.0.0/8"]), 20);
        assert_eq!(lines, ["s3:Get*", "on bucket", "from 10.0.0.0/8"]);
    }
}
