//! Values as people bring them: text with a line's end too many, files of `NAME=value` lines.

use super::{Needed, find};
use crate::cloud::Secret;
use crate::operate::refusal::Refusal;

/// The most bytes of a standard parameter.
const LONGEST: usize = 4096;

/// A value as it was meant, and whether a line's end was taken from it.
pub fn clean(name: &str, text: &str) -> Result<(Secret, bool), Refusal> {
    let value = text.trim_end_matches(['\n', '\r']);
    let usage = |what: &str, fix: &str| Err(Refusal::usage(format!("{name}: {what}"), fix));
    if value.trim().is_empty() {
        return usage("the value is empty", "give a value; nothing was written");
    }
    if value.contains('\0') {
        return usage("the value holds a byte of zero", "give it as text");
    }
    if value.len() > LONGEST {
        return usage(
            "the value is longer than the 4096 bytes that a parameter holds",
            "see whether this is the right file",
        );
    }
    Ok((Secret::new(value), value.len() < text.len()))
}

/// The values of a file of `NAME=value` lines, all of them or none.
pub fn read<'n, 'a>(
    path: &str,
    text: &str,
    needed: &'n [Needed<'a>],
) -> Result<Vec<(&'n Needed<'a>, Secret)>, Refusal> {
    let mut values = Vec::<(&Needed<'a>, Secret)>::new();
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = format!("{path}:{number}");
        // What the line holds is not repeated: it may be a secret.
        let Some((name, value)) = line.strip_prefix("export ").unwrap_or(line).split_once('=') else {
            let reason = format!("{place}: this is no line of the form NAME=value");
            return Err(Refusal::usage(reason, "mend the line; nothing was written"));
        };
        let found = find(needed, name.trim()).map_err(|refusal| Refusal {
            reason: format!("{place}: no service needs this name"),
            ..refusal
        })?;
        if values.iter().any(|(other, _)| other.name == found.name) {
            let reason = format!("{place}: {} was given already", found.name);
            return Err(Refusal::usage(reason, "leave one of them; nothing was written"));
        }
        let (value, _) = clean(&place, unquoted(value.trim()))?;
        values.push((found, value));
    }
    if values.is_empty() {
        let reason = format!("{path}: there is no line of the form NAME=value in it");
        return Err(Refusal::usage(reason, "see whether this is the right file"));
    }
    Ok(values)
}

fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operate::secrets::Kind;

    fn needed(name: &str) -> Needed<'static> {
        Needed {
            name: name.into(),
            parameter: format!("/sa/{name}"),
            placeholder: None,
            kind: Kind::Secure,
            lifetime_days: None,
            services: Vec::new(),
            stack: "s",
            region: None,
        }
    }

    #[test]
    fn a_line_end_is_taken_away_and_nothing_else() {
        assert_eq!(clean("K", "a b \r\n\n").unwrap(), (Secret::new("a b "), true));
        assert_eq!(clean("K", " a").unwrap(), (Secret::new(" a"), false));
        assert!(clean("K", " \n").unwrap_err().reason.contains("empty"));
        assert!(clean("K", &"x".repeat(4097)).is_err());
    }

    #[test]
    fn a_file_is_read_as_shells_write_it() {
        let needed = [needed("KEY"), needed("TOKEN")];
        let text = "# ours\nKEY=\"a=b\"\n\nexport TOKEN='x y'\n";
        let values = read("f", text, &needed).unwrap();
        let values = values
            .iter()
            .map(|(needed, value)| (&*needed.name, value.expose()));
        assert_eq!(values.collect::<Vec<_>>(), [("KEY", "a=b"), ("TOKEN", "x y")]);
    }

    #[test]
    fn a_bad_line_is_named_and_not_repeated() {
        let needed = [needed("KEY")];
        for (text, reason) in [
            ("hunter2", "f:1: this is no line"),
            ("KEY=1\nhunter2=x", "f:2: no service needs this name"),
            ("KEY=1\nKEY=hunter2", "f:2: KEY was given already"),
            ("KEY=", "f:1: the value is empty"),
            ("# hunter2", "f: there is no line"),
        ] {
            let refusal = read("f", text, &needed).unwrap_err();
            assert!(refusal.reason.starts_with(reason), "{refusal:?}");
            assert!(!format!("{refusal:?}").contains("hunter2"), "{refusal:?}");
        }
    }
}
