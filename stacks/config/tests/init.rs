//! The file that `init` writes: it changes nothing, and contains every key.

use super::{Config, fine};
use crate::config::init;
use sa_infra::settings::Source;

#[test]
fn as_it_is_written_it_changes_nothing() {
    let loaded = fine(&init());
    assert!(loaded.entries.iter().all(|entry| entry.source == Source::Default));
    assert!(!loaded.value.simple_trader.configured);
    assert_eq!(loaded.value, Config::read(None, None, None).unwrap().value);
}

#[test]
fn with_every_key_uncommented_it_is_the_default() {
    let text: String = init()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(key) if !key.is_empty() && !key.starts_with(' ') => format!("{key}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let loaded = fine(&text);
    let default = Config::read(None, None, None).unwrap();
    let mut config = loaded.value.clone();
    assert!(std::mem::take(&mut config.simple_trader.configured));
    assert_eq!(config, default.value);
    // Every key with a default is in it.
    let of_file = |source: &Source| matches!(source, Source::File { .. });
    let missing: Vec<_> = loaded
        .entries
        .iter()
        .filter(|entry| !of_file(&entry.source))
        .map(|entry| &entry.key)
        .collect();
    assert_eq!(
        missing,
        [
            "stock_advisor.stack_names.base",
            "stock_advisor.stack_names.compute",
            "stock_advisor.stack_names.develop"
        ]
    );
}

#[test]
fn its_examples_are_fine_too() {
    // Text after `# ` that looks like a key or a section without a default.
    let example = |line: &&str| {
        let text = line.strip_prefix("# ").unwrap_or("");
        let is_key = text.split_once(" = ").is_some_and(|(key, _)| {
            key.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        });
        text.starts_with('[') || (is_key && !text.ends_with('.'))
    };
    let text = init();
    let examples: Vec<&str> = text.lines().filter(example).collect();
    assert_eq!(examples.len(), 20, "{examples:#?}");
    let mut file = String::new();
    for line in examples {
        // Sections that also have other keys are not examples.
        if line.contains("docker_mirror") {
            file.push_str("[stock_advisor]\n");
        } else if line.contains("bucket_suffix") {
            file.push_str("[simple_trader]\n");
        }
        file.push_str(&line[2..]);
        file.push('\n');
    }
    let config = fine(&file).value;
    assert_eq!(config.services().count(), 3);
    assert!(config.simple_trader.image_id.is_some());
}

#[test]
fn lines_are_short_enough_to_read() {
    let text = init();
    let long: Vec<_> = text.lines().filter(|line| line.chars().count() > 130).collect();
    assert!(long.is_empty(), "{long:#?}");
    assert!(text.is_ascii() && !text.contains("\"*\""));
}
