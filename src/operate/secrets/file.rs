//! Values as users provide them: strings with a trailing newline or a byte order mark, and files of `NAME=value`
//! lines.

use super::{Needed, dotenv, find};
use crate::cloud::Secret;
use crate::operate::refusal::Refusal;

/// The maximum size of a standard parameter, in bytes.
const LONGEST: usize = 4096;

/// The byte order mark with which editors on Windows begin a file.
const MARK: char = '\u{feff}';

/// A cleaned value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// The value.
    pub value: Secret,
    /// Whether a newline was removed from its end.
    pub line_end: bool,
    /// Whether spaces around it were removed.
    pub spaces: bool,
    /// Whether a byte order mark was removed.
    pub mark: bool,
}

/// Cleans and validates a value.
pub fn clean(name: &str, text: &str) -> Result<Cleaned, Refusal> {
    let unmarked = text.trim_start_matches(MARK);
    let line = unmarked.trim_end_matches(['\n', '\r']);
    let value = line.trim();
    check(name, value)?;
    Ok(Cleaned {
        value: Secret::new(value),
        line_end: line.len() < unmarked.len(),
        spaces: value.len() < line.len(),
        mark: unmarked.len() < text.len(),
    })
}

/// Whether a parameter can store a value. AWS also refuses the others, but some of them only after it has received
/// them.
pub fn check(name: &str, value: &str) -> Result<(), Refusal> {
    let usage = |what: &str, fix: &str| Err(Refusal::usage(format!("{name}: {what}"), fix));
    if value.trim().is_empty() {
        return usage("the value is empty", "enter a value; nothing was written");
    }
    if value.contains('\0') {
        return usage("the value contains a null byte", "use text");
    }
    if value.len() > LONGEST {
        return usage(
            "the value is longer than the 4096 bytes of a parameter",
            "check that this is the right file",
        );
    }
    let braces = value.split_once("{{").map(|(_, rest)| rest.contains("}}"));
    if braces == Some(true) {
        return usage(
            "the value contains {{ and }}, which AWS reads as the name of another parameter and rejects",
            "pass the value itself; AWS cannot store these characters",
        );
    }
    Ok(())
}

/// The values of a file of `NAME=value` lines, all of them or none.
pub fn read<'n, 'a>(
    path: &str,
    text: &str,
    needed: &'n [Needed<'a>],
) -> Result<Vec<(&'n Needed<'a>, Secret)>, Refusal> {
    let known = |name: &str| needed.iter().any(|needed| needed.name == name);
    let entries = dotenv::parse(text, known).map_err(|fault| {
        let reason = format!("{path}:{}: {}", fault.line, fault.what);
        Refusal::usage(reason, format!("{}; nothing was written", fault.fix))
    })?;
    let mut values = Vec::<(&Needed<'a>, Secret)>::new();
    for entry in entries {
        let place = format!("{path}:{}", entry.line);
        // The message does not repeat the line: it may be a secret.
        let found = find(needed, &entry.name).map_err(|refusal| Refusal {
            reason: format!("{place}: unknown name"),
            ..refusal
        })?;
        if values.iter().any(|(other, _)| other.name == found.name) {
            let reason = format!("{place}: {} appears twice", found.name);
            return Err(Refusal::usage(reason, "keep one of them; nothing was written"));
        }
        check(&place, &entry.value)?;
        values.push((found, Secret::new(&**entry.value)));
    }
    if values.is_empty() {
        let reason = format!("{path}: no line of the form NAME=value");
        return Err(Refusal::usage(reason, "check that this is the right file"));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::Environment;
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
            environment: Environment::default(),
        }
    }

    #[test]
    fn a_newline_a_mark_and_spaces_around_a_value_are_removed_and_nothing_else() {
        for (text, value, line_end, spaces, mark) in [
            ("a b \r\n\n", "a b", true, true, false),
            (" a", "a", false, true, false),
            ("\t12 34\u{a0}", "12 34", false, true, false),
            ("\u{feff}a\n", "a", true, false, true),
            (
                "https://example.com/x",
                "https://example.com/x",
                false,
                false,
                false,
            ),
        ] {
            let value = Secret::new(value);
            let cleaned = Cleaned {
                value,
                line_end,
                spaces,
                mark,
            };
            assert_eq!(clean("K", text).unwrap(), cleaned, "{text:?}");
        }
    }

    #[test]
    fn what_a_parameter_cannot_hold_is_said_before_it_is_sent() {
        let long = "x".repeat(4097);
        // Bytes count, not characters.
        let wide = "\u{fc}".repeat(2049);
        for (text, reason) in [
            (" \n", "empty"),
            ("\u{feff}\n", "empty"),
            ("a\0b", "null byte"),
            (&*long, "4096 bytes"),
            (&wide, "4096 bytes"),
            ("{{ssm:OTHER}}", "{{ and }}"),
        ] {
            assert!(clean("K", text).unwrap_err().reason.contains(reason), "{reason}");
        }
        assert!(clean("K", &"x".repeat(4096)).is_ok() && clean("K", "a}}b{{").is_ok());
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
            ("hunter2", "f:1: not of the form"),
            ("KEY=1\nhunter2=x", "f:2: unknown name"),
            ("KEY=1\nKEY=hunter2", "f:2: KEY appears twice"),
            ("KEY=", "f:1: the value is empty"),
            ("# hunter2", "f: no line"),
        ] {
            let refusal = read("f", text, &needed).unwrap_err();
            assert!(refusal.reason.starts_with(reason), "{refusal:?}");
            assert!(!format!("{refusal:?}").contains("hunter2"), "{refusal:?}");
        }
    }
}
