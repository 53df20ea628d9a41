//! Reading and writing lose nothing: any JSON and any template survive a round trip.

use crate::support::documents::{json, template};
use proptest::prelude::*;
use sa_infra::json::Json;
use sa_infra::template::Template;

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_json_survives(json in json()) {
        let read = serde_json::from_str::<Json>(&serde_json::to_string(&json).unwrap()).unwrap();
        let again = serde_json::to_string(&read).unwrap();
        prop_assert_eq!(serde_json::from_str::<Json>(&again).unwrap(), read);
    }

    #[test]
    fn any_template_survives(template in template()) {
        let read = Template::parse(&template.to_compact());
        let read = read.map_err(|problems| TestCaseError::fail(format!("{problems:?}")))?;
        let pretty = read.to_pretty();
        let again = Template::parse(&pretty).unwrap();
        prop_assert_eq!(again.to_pretty(), pretty);
        prop_assert_eq!(again.to_compact().len(), read.size());
        prop_assert_eq!(again.resources.len(), template.resources.len());
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>(), json in json()) {
        let _ = Template::parse(&text);
        let _ = Template::parse(&serde_json::to_string(&json).unwrap());
    }
}
