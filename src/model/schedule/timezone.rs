//! Validates time zone names against the built-in database.

use super::ScheduleError;
use crate::model::suggestion::nearest;

/// Whether `name` is a time zone of the IANA database, such as `America/New_York`.
pub fn timezone(name: &str) -> Result<(), ScheduleError> {
    let zone = jiff::tz::TimeZone::get(name).ok();
    let known = zone.as_ref().and_then(|zone| zone.iana_name());
    if known == Some(name) {
        return Ok(());
    }
    let reason = format!("\"{name}\" is not a time zone of the IANA database");
    if let Some(fix) = instead_of_offset(name) {
        return Err(ScheduleError::new(reason, fix));
    }
    let names = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .collect::<Vec<_>>();
    // The name of a city is enough to find the zone: `New_York`.
    let city = names.iter().find(|zone| zone.rsplit('/').next() == Some(name));
    let meant = known
        .or(city.map(String::as_str))
        .or_else(|| nearest(name, names.iter().map(String::as_str)));
    let fix = match meant {
        Some(zone) => format!("did you mean {zone}"),
        None => "write a name such as America/New_York, Asia/Kolkata or UTC".to_owned(),
    };
    Err(ScheduleError::new(reason, fix))
}

/// What to write instead of `UTC+1`, `GMT-05:30`, `+0100`; `None` for a string that is not an offset.
fn instead_of_offset(name: &str) -> Option<String> {
    let rest = ["UTC", "GMT", "utc", "gmt", ""].iter().find_map(|begin| {
        let rest = name.strip_prefix(begin)?;
        rest.starts_with(['+', '-']).then_some(rest)
    })?;
    let (sign, digits) = rest.split_at(1);
    let digits = digits.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(
        digits
            .len()
            .checked_sub(2)
            .filter(|at| *at > 0)
            .unwrap_or(digits.len()),
    )?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if hours.is_empty() || !is_number(hours) || !is_number(minutes) {
        return None;
    }
    let whole = minutes.is_empty() || minutes == "00";
    let hours = hours.parse::<i32>().ok()?;
    let hours = if sign == "-" { -hours } else { hours };
    Some(place(
        Some(hours).filter(|hours| whole && (-12..=14).contains(hours)),
    ))
}

/// What to write instead: a place, which has daylight saving time; or the zone of the offset, whose sign is inverted.
fn place(hours: Option<i32>) -> String {
    let place = "write a place such as Europe/Berlin, which includes daylight saving time";
    match hours {
        Some(0) => format!("{place}, or UTC"),
        Some(hours) => format!("{place}, or Etc/GMT{:+}, where the sign is reversed", -hours),
        None => place.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_their_names() {
        for name in ["America/New_York", "Asia/Kolkata", "UTC"] {
            assert_eq!(timezone(name), Ok(()));
        }
    }

    #[test]
    fn a_wrong_one_gets_the_nearest() {
        let fix = |name| timezone(name).unwrap_err().fix;
        assert_eq!(fix("America/NewYork"), "did you mean America/New_York");
        assert_eq!(fix("america/new_york"), "did you mean America/New_York");
        assert_eq!(fix("Kolkata"), "did you mean Asia/Kolkata");
        assert!(fix("").contains("write a name"));
        for (name, zone) in [
            ("UTC+1", "Etc/GMT-1"),
            ("GMT-05", "Etc/GMT+5"),
            ("+0100", "Etc/GMT-1"),
            ("UTC+12:00", "Etc/GMT-12"),
        ] {
            assert!(
                fix(name).contains(&format!("or {zone},")),
                "{name}: {}",
                fix(name)
            );
            assert_eq!(timezone(zone), Ok(()));
        }
        assert!(fix("UTC+05:30").contains("Europe/Berlin") && !fix("UTC+05:30").contains("Etc"));
    }
}
