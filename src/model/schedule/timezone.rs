//! Time zone names, against the database that is built in.

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
    let names = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .collect::<Vec<_>>();
    // The name of a city is enough to find it: `New_York`.
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
    }
}
