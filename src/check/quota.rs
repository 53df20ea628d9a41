//! CloudFormation's limits on a template as a whole.
//!
//! Source: "Understand CloudFormation quotas" of the CloudFormation user guide.

use super::context::Context;
use super::place::{Area, Place};
use super::report::Report;
use crate::model::template::{BUCKET_LIMIT, INLINE_LIMIT};

const RESOURCES: usize = 500;
const OUTPUTS: usize = 200;
const PARAMETERS: usize = 200;
const MAPPINGS: usize = 200;

/// The maximum size of the template's description, in bytes.
const DESCRIPTION: usize = 1024;

/// Checks each limit.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    let template = cx.template;
    let counts = [
        (Area::Resources, "resources", template.resources.len(), RESOURCES),
        (Area::Outputs, "outputs", template.outputs.len(), OUTPUTS),
        (
            Area::Parameters,
            "parameters",
            template.parameters.len(),
            PARAMETERS,
        ),
        (Area::Mappings, "mappings", template.mappings.len(), MAPPINGS),
    ];
    for (area, what, count, most) in counts {
        if count > most {
            let reason = format!("{count} {what} are too many: CloudFormation accepts {most}");
            report.error(&Place::section(area), reason, "split the stack");
        }
    }
    if template.resources.is_empty() && !cx.transformed {
        report.error(
            &Place::template(),
            "there is no resource",
            "put at least one into the stack",
        );
    }
    if let Some(text) = template
        .description
        .as_ref()
        .filter(|text| text.len() > DESCRIPTION)
    {
        let reason = format!("{} bytes are too many: the maximum is {DESCRIPTION}", text.len());
        report.error(&Place::template().key("Description"), reason, "shorten it");
    }
    let sent = template.size();
    size(cx.source.bytes.unwrap_or(sent), sent, report);
}

/// Checks the bytes of the file, and those that `deploy` would send.
fn size(size: usize, sent: usize, report: &mut Report<'_>) {
    let place = Place::template();
    if size > BUCKET_LIMIT {
        let reason = format!("the template has {size} bytes: CloudFormation accepts {BUCKET_LIMIT}");
        report.error(&place, reason, "split the stack");
    } else if sent > INLINE_LIMIT {
        let size = sent;
        let reason =
            format!("the template has {size} bytes: more than {INLINE_LIMIT} have to come from a bucket");
        report.warning(
            &place,
            reason,
            "name a bucket for templates at deployment, or split the stack",
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    fn resources(count: usize, padding: usize) -> String {
        let padding = "x".repeat(padding);
        let resource =
            |at| format!(r#""R{at}": {{"Type": "Test::Unit::Other", "Metadata": {{"x": "{padding}"}}}}"#);
        let resources = (0..count).map(resource).collect::<Vec<_>>();
        format!(r#"{{"Resources": {{{}}}}}"#, resources.join(","))
    }

    #[test]
    fn a_template_has_some_resources_and_not_too_many() {
        assert_eq!(findings(&resources(500, 0)), "");
        assert!(findings(&resources(501, 0)).contains("error Resources: 501 resources are too many"));
        assert!(findings("{}").contains("there is no resource"));
    }

    #[test]
    fn a_large_template_comes_from_a_bucket_and_a_larger_one_not_at_all() {
        assert_eq!(findings(&resources(1, 51_000)), "");
        assert!(findings(&resources(1, 51_200)).contains("more than 51200 have to come from a bucket"));
        assert!(
            findings(&resources(1, 1_048_576)).contains("CloudFormation accepts 1048576 | split the stack")
        );
    }

    #[test]
    fn descriptions_are_short() {
        let long = "x".repeat(1025);
        let found = findings(&resources(1, 0).replacen('{', &format!(r#"{{"Description": "{long}", "#), 1));
        assert!(
            found.contains("error Description: 1025 bytes are too many"),
            "{found}"
        );
    }
}
