//! Wrong templates: for each, `check` names the place, the reason and a suggested fix.

use crate::support::cli::Sandbox;
use crate::support::{files, message};
use std::collections::BTreeSet;

/// One test for each file of `bad_templates`, by the exit code of `check`; each has its snapshot.
macro_rules! found {
    ($($code:literal: $($file:ident)*;)*) => {
        const FILES: &[&str] = &[$($(concat!(stringify!($file), ".json")),*),*];

        $($(#[test]
        fn $file() {
            let sandbox = Sandbox::new();
            let name = concat!(stringify!($file), ".json");
            sandbox.write(name, &files::read(format!("tests/it/check/bad_templates/{name}")));
            let run = sandbox.run(&["check", name]).exits($code);
            message::helps(&run.stdout);
            insta::assert_snapshot!(stringify!($file), run.to_string());
        })*)*
    };
}

found! {
    0:
    deprecated_engine_version
    literal_account
    network_with_host_bits
    non_ascii_text;
    1:
    condition_in_a_circle
    cron_with_five_fields
    cron_with_two_stars
    cycle
    cycle_with_itself
    dangling_attribute
    dangling_dependency
    dangling_ref
    dangling_substitution
    depends_on_a_number
    empty_file
    exclusive_properties
    key_twice
    list_at_the_top
    list_instead_of_text
    logical_id_with_a_hyphen
    malformed_attribute
    malformed_join
    missing_property
    name_of_300_characters
    network_with_33_bits
    no_resources
    not_json
    null_property
    out_of_range
    output_with_an_unknown_member
    output_without_a_value
    overlapping_subnets
    parameter_named_as_a_resource
    parameter_without_type
    pattern
    rate_of_one_hours
    read_only_property
    resource_without_type
    retention_days
    subnet_outside_of_its_vpc
    tag_keys_that_differ_in_case
    two_outputs_with_one_export
    undefined_condition
    undefined_mapping
    unknown_choice
    unknown_deletion_policy
    unknown_function
    unknown_nested_property
    unknown_property
    unknown_section
    unknown_time_zone
    unknown_type
    wrong_type
    wrong_version;
}

#[test]
fn every_file_has_its_test() {
    let files = files::below("tests/it/check/bad_templates");
    let names = files
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
    let listed = FILES.iter().map(ToString::to_string);
    assert_eq!(names.collect::<BTreeSet<_>>(), listed.collect());
}
