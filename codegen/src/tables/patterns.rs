//! Patterns that no ECMAScript engine accepts, with the pattern to check instead.

/// A pattern in the schema, and the pattern to check (`None`: no check).
pub(crate) const TABLE: &[(&str, Option<&str>)] = &[
    // "Dot matches newlines" before a pattern that matches anything.
    (r"(?s).*", None),
    (r"(?s).+", Some(r"[^]")),
    (r"^(?s)", None),
    (r"^(?s).+$", Some(r"[^]")),
    // "Ignore case" for the rest of the pattern.
    (
        r"^(?!(?i)(stop|help)$)[ \S]+",
        Some(r"^(?!([sS][tT][oO][pP]|[hH][eE][lL][pP])$)[ \S]+"),
    ),
    (
        r"^(?!(?i)aws)[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}$",
        Some(r"^(?![aA][wW][sS])[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}$"),
    ),
    (
        r"^(?![^:\\]*/action/|(?i).*<script>.*</script>.*)[^:\\]+$",
        Some(r"^(?![^:\\]*/action/)[^:\\]+$"),
    ),
    (
        r"^(?:arn:.*:kms:.*:.*:(?:key\/.*|alias\/.*)|alias\/.*|(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$",
        Some(
            r"^(?:arn:.*:kms:.*:.*:(?:key\/.*|alias\/.*)|alias\/.*|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$",
        ),
    ),
    // A length after the end: the schema also has it as a keyword.
    (
        r"^([\p{L}\p{Z}\p{N}_.:\/=+\-@]*)${1,128}",
        Some(r"^[\p{L}\p{Z}\p{N}_.:\/=+\-@]{1,128}$"),
    ),
    (
        r"^([\p{L}\p{Z}\p{N}_.:\/=+\-@]*)${1,256}",
        Some(r"^[\p{L}\p{Z}\p{N}_.:\/=+\-@]{1,256}$"),
    ),
    // A repeated look-ahead is the same as the look-ahead.
    (
        r"^(\/|(\/(?!\.)+[^$#<>;;`|&?{}^*/\n]+){1,4})$",
        Some(r"^(\/|(\/(?!\.)[^$#<>;`|&?{}^*/\n]+){1,4})$"),
    ),
    (
        r"^(\/|(\/(?!\.)+[^$#<>;`|&?{}^*/\n]+){1,4})$",
        Some(r"^(\/|(\/(?!\.)[^$#<>;`|&?{}^*/\n]+){1,4})$"),
    ),
    // POSIX classes: printable ASCII, without and with the space.
    (r"[\p{Graph}\x20]*", None),
    (r"^[\p{Graph}\x20]*$", Some(r"^[\x20-\x7e]*$")),
    (
        r"^[\p{Print}&&[^|:/]]+$",
        Some(r"^[\x20-\x2e\x30-\x39\x3b-\x7b\x7d\x7e]+$"),
    ),
    (r"^[\p{Print}]*$", Some(r"^[\x20-\x7e]*$")),
    (r"^\p{Print}+$", Some(r"^[\x20-\x7e]+$")),
];
