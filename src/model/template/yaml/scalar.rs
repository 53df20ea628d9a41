//! The value of a scalar without quotes: YAML 1.1, as far as CloudFormation implements it. A date is a string, and so
//! are `y`, `n`, `.inf` and `.nan`.

use crate::model::json::Json;

/// The value of a plain scalar.
pub(in crate::model::template) fn plain(text: &str) -> Json {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Json::Bool(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Json::Bool(false),
        _ => whole(text)
            .or_else(|| float(text))
            .unwrap_or_else(|| Json::from(text.to_owned())),
    }
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Digits of one base, with optional underscores.
fn digits(text: &str, base: u32) -> Option<i128> {
    let is_one = |digit: char| digit == '_' || digit.is_digit(base);
    let plain = text.replace('_', "");
    (text.chars().all(is_one) && !plain.is_empty())
        .then(|| i128::from_str_radix(&plain, base).ok())
        .flatten()
}

/// `8080`, `0755`, `0x1F`, `0b101`, `1_000`, and `1:30`, which is 90. A number with a leading 0 and a digit above 7
/// is not an integer.
fn whole(text: &str) -> Option<Json> {
    let (is_negative, rest) = signed(text);
    let value = if rest == "0" {
        0
    } else if let Some(rest) = rest.strip_prefix("0b") {
        digits(rest, 2)?
    } else if let Some(rest) = rest.strip_prefix("0x") {
        digits(rest, 16)?
    } else if rest.starts_with('0') {
        digits(rest, 8)?
    } else if rest.starts_with(|first: char| first.is_ascii_digit()) {
        match rest.split_once(':') {
            None => digits(rest, 10)?,
            Some((first, rest)) => sixties(digits(first, 10)?, rest)?,
        }
    } else {
        return None;
    };
    let value = if is_negative { -value } else { value };
    // A number that does not fit a JSON integer becomes a string: CloudFormation turns numbers into strings anyway.
    Some(i64::try_from(value).map_or_else(|_| Json::from(value.to_string()), Json::Int))
}

/// Reads the rest of a base-60 number, such as `30:15`.
fn sixties(first: i128, rest: &str) -> Option<i128> {
    rest.split(':').try_fold(first, |value, part| {
        let is_one = matches!(part.len(), 1 | 2) && part.bytes().all(|digit| digit.is_ascii_digit());
        let part = part.parse::<i128>().ok().filter(|part| is_one && *part < 60)?;
        value.checked_mul(60)?.checked_add(part)
    })
}

/// `1.5`, `.5`, `1e3`, `1.5e-3`, and `1:30.5`, which is 90.5.
fn float(text: &str) -> Option<Json> {
    let (is_negative, rest) = signed(text);
    if let Some((whole, fraction)) = rest.split_once('.').filter(|(whole, _)| whole.contains(':')) {
        let (first, rest) = whole.split_once(':')?;
        let whole = sixties(digits(first, 10)?, rest)?;
        let sign = if is_negative { "-" } else { "" };
        return float(&format!("{sign}{whole}.{fraction}")).filter(|_| !fraction.contains(['e', 'E']));
    }
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    let is_number = |digits: &str| {
        digits
            .bytes()
            .all(|digit| digit.is_ascii_digit() || digit == b'_')
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let begins = |digits: &str| digits.starts_with(|first: char| first.is_ascii_digit());
    let is_float = is_number(whole)
        && is_number(fraction)
        && (begins(whole) || (whole.is_empty() && begins(fraction)))
        && (mantissa.contains('.') || exponent.is_some())
        && exponent.is_none_or(|exponent| {
            let digits = signed(exponent).1;
            !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
        });
    if !is_float {
        return None;
    }
    let value = rest.replace('_', "").parse::<f64>().ok()?;
    let value = if is_negative { -value } else { value };
    value.is_finite().then_some(Json::Float(value))
}

#[cfg(test)]
mod tests {
    use super::plain;
    use crate::model::json::Json;

    #[test]
    fn scalars_are_those_of_yaml_1_1() {
        for (text, value) in [
            ("8080", 8080),
            ("-1", -1),
            ("+1", 1),
            ("0", 0),
            ("0755", 493),
            ("012345670123", 1_402_433_619),
            ("0x1F", 31),
            ("0b101", 5),
            ("1_000", 1000),
            ("1:30", 90),
            ("22:22", 1342),
        ] {
            assert_eq!(plain(text), Json::Int(value), "{text}");
        }
        for (text, value) in [
            ("1.10", 1.1),
            (".5", 0.5),
            ("1.", 1.0),
            ("12345e67", 1.2345e71),
            ("-1.5E-3", -0.0015),
            ("190:20:30.15", 685_230.15),
        ] {
            assert_eq!(plain(text), Json::Float(value), "{text}");
        }
        for (text, value) in [("yes", true), ("On", true), ("FALSE", false), ("off", false)] {
            assert_eq!(plain(text), Json::Bool(value), "{text}");
        }
    }

    #[test]
    fn everything_else_is_a_string() {
        for text in [
            "012345678901",
            "089",
            "2012-10-17",
            "2001-12-14t21:59:43.10-05:00",
            "y",
            "N",
            "yEs",
            "nUll",
            ".inf",
            "-.INF",
            ".nan",
            "1:60",
            "1:2:",
            "10.0.0.0/16",
            "1.2.3",
            "1e",
            "e1",
            "1e1000",
            ".",
            "-",
            "+",
            "_1",
            "0x",
            "0b",
            "0o17",
            "=",
            "192.168.1.1",
            "1e5x",
            "._1",
            "arn:aws:sns",
            "12:34:56:78:9a:bc",
        ] {
            assert_eq!(plain(text), Json::from(text.to_owned()), "{text}");
        }
        // Longer than any JSON number, and without losing a digit.
        assert_eq!(
            plain("123456789012345678901234567890"),
            Json::from("123456789012345678901234567890")
        );
        assert_eq!(plain("9".repeat(60).as_str()), Json::from("9".repeat(60)));
    }
}
