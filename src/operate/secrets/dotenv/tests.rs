//! How a line of a `.env` file is parsed.

use super::*;

fn read(text: &str) -> Result<Vec<(String, String)>, Fault> {
    let entries = parse(text, |name| name == "KEY" || name == "TOKEN")?;
    let pair = |entry: Entry| (entry.name, entry.value.to_string());
    Ok(entries.into_iter().map(pair).collect())
}

#[test]
fn what_every_reader_agrees_on_is_read() {
    for (text, expected) in [
        ("KEY=abc", "abc"),
        ("KEY=abc # my key", "abc"),
        ("KEY=abc\t# my key", "abc"),
        ("KEY=abc#def", "abc#def"),
        ("KEY=\"abc\" # my key", "abc"),
        ("KEY='a $b `c` \"d\"'", "a $b `c` \"d\""),
        (r#"KEY="a\"b\$c""#, "a\"b$c"),
        (r#"KEY="a\\b""#, "a\\b"),
        (r"KEY='a\nb'", r"a\nb"),
        ("\u{feff}KEY=abc\r\n", "abc"),
        ("# ours\rKEY=abc\r# theirs\r", "abc"),
        ("  export   KEY=a=b==  ", "a=b=="),
        (
            "KEY=\"-----BEGIN-----\nAb+/==\n-----END-----\"",
            "-----BEGIN-----\nAb+/==\n-----END-----",
        ),
        ("KEY=", ""),
        ("KEY= # nothing", ""),
    ] {
        let one = vec![("KEY".to_owned(), expected.to_owned())];
        assert_eq!(read(text), Ok(one), "{text:?}");
    }
}

#[test]
fn what_readers_understand_differently_is_refused_with_its_line() {
    for (text, line, fault) in [
        ("TOKEN=1\nKEY=\"unclosed\n", 2, UNCLOSED),
        ("KEY=\"unclosed\nTOKEN=\"abc\"\n", 1, SWALLOWS),
        ("KEY=\"a\"b", 1, BEHIND),
        ("KEY=\"a\"#b", 1, BEHIND),
        ("KEY=a b", 1, WORDS),
        ("KEY = a", 1, BLANKS),
        ("KEY= a", 1, BLANKS),
        ("KEY=#a", 1, HASH),
        ("KEY=pa$word", 1, SIGN),
        ("KEY=it's", 1, SIGN),
        ("KEY=a\u{a0}", 1, SIGN),
        ("\n\nKEY=\"pa$word\"", 3, DOLLAR),
        (r#"KEY="a\nb""#, 1, ESCAPE),
        (r"KEY='a\'b'", 1, BACKSLASH),
        (r"KEY='a\\b'", 1, BACKSLASH),
        (r#"KEY="a\\" # ""#, 1, LAST_BACKSLASH),
        ("KEY", 1, FORM),
        ("KEY: abc", 1, FORM),
        ("9KEY=a", 1, FORM),
    ] {
        let (what, fix) = fault;
        assert_eq!(read(text), Err(Fault { line, what, fix }), "{text:?}");
    }
}
