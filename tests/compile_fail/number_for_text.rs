//! A number in place of a string.
//~ From<{integer}>

use sa_infra::aws::sns;

pub fn topic() -> sns::Topic {
    sns::Topic { topic_name: 7.into(), ..Default::default() }
}
