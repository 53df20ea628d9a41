//! Removes a value from a list in the text of a file and leaves everything else, comments and layout, unchanged.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// The text without a value in the list under `key`: `stock_advisor.notify`. `None` when the value is not in it, or
/// in a syntax that cannot be edited.
pub fn without(text: &str, key: &str, value: &str) -> Option<String> {
    let document = DeTable::parse(text).ok()?;
    let list = list(document.get_ref(), key)?;
    let found = list.iter().find(|item| is(item, value))?;
    let cut = extent(text, found.span());
    let rest = format!("{}{}", text.get(..cut.start)?, text.get(cut.end..)?);
    let gone = |rest: &str| {
        let document = DeTable::parse(rest).ok()?;
        let after = self::list(document.get_ref(), key)?;
        Some(after.len() + 1 == list.len())
    };
    gone(&rest)?.then_some(rest)
}

fn list<'t, 'a>(table: &'t DeTable<'a>, key: &str) -> Option<&'t DeArray<'a>> {
    let (first, rest) = key
        .split_once('.')
        .map_or((key, None), |(first, rest)| (first, Some(rest)));
    let (_, value) = table.iter().find(|(key, _)| key.get_ref() == first)?;
    match (value.get_ref(), rest) {
        (DeValue::Table(table), Some(rest)) => list(table, rest),
        (DeValue::Array(items), None) => Some(items),
        _ => None,
    }
}

fn is(item: &Spanned<DeValue<'_>>, value: &str) -> bool {
    matches!(item.get_ref(), DeValue::String(text) if text == value)
}

/// The range to remove with a value: the comma after it, or the one before the last; and its line, if it is alone on
/// it.
fn extent(text: &str, value: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = value;
    let before = text[..start].trim_end();
    let after = text[end..].trim_start();
    if let Some(rest) = after.strip_prefix(',') {
        end = text.len() - rest.len();
    } else if let Some(rest) = before.strip_suffix(',') {
        start = rest.len();
    }
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let rest = text[end..].split_inclusive('\n').next().unwrap_or_default();
    let is_alone = text[line..start].trim().is_empty() && line > 0;
    if is_alone && (rest.trim().is_empty() || rest.trim_start().starts_with('#')) {
        return line..end + rest.len();
    }
    let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    start..end + gap
}

#[cfg(test)]
mod tests {
    use super::without;

    fn cut(text: &str) -> Option<String> {
        without(text, "a.notify", "jo@x.de")
    }

    #[test]
    fn only_the_value_goes() {
        for (before, after) in [
            ("[a]\nnotify = [\"jo@x.de\"] # us\n", "[a]\nnotify = [] # us\n"),
            ("a.notify = ['b', \"jo@x.de\"]", "a.notify = ['b']"),
            (
                "a = {notify = [\"jo@x.de\", 'b'], c = 1}",
                "a = {notify = ['b'], c = 1}",
            ),
            (
                "[a]\nnotify = [\n  'b', # her\n  \"jo@x.de\", # him\n  # them\n  'c',\n]\n",
                "[a]\nnotify = [\n  'b', # her\n  # them\n  'c',\n]\n",
            ),
            (
                "[a]\nnotify = [\n  'b',\n  'jo@x.de'\n]\n",
                "[a]\nnotify = [\n  'b'\n]\n",
            ),
            (
                "[a]\r\nnotify = [\r\n  'jo@x.de',\r\n]\r\n",
                "[a]\r\nnotify = [\r\n]\r\n",
            ),
        ] {
            assert_eq!(cut(before).as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_taken_away() {
        for text in [
            "",
            "[a]\nnotify = ['b']",
            "[b]\nnotify = ['jo@x.de']",
            "a = 1",
            "no toml [",
        ] {
            assert_eq!(cut(text), None, "{text}");
        }
    }
}
