//! Lambda functions with inline code.

use super::context::{Context, Entry};
use super::report::Report;
use super::shown::shown;
use crate::model::json::Json;

/// The maximum size of inline code, in characters.
const LARGEST: usize = 4_194_304;

/// Checks all functions with inline code.
pub(super) fn check(cx: &Context<'_>, report: &mut Report<'_>) {
    for entry in cx.of_type("AWS::Lambda::Function") {
        if let Some(code) = entry.property("Code").and_then(|code| code.get("ZipFile")) {
            inline(cx, &entry, code, report);
        }
    }
}

fn inline(cx: &Context<'_>, entry: &Entry<'_>, code: &Json, report: &mut Report<'_>) {
    let place = entry.place();
    let place = place.key("Properties");
    match entry.property("Runtime") {
        None => {
            let reason = "inline code needs a Runtime";
            report.error(&place, reason, "set Runtime, for example to python3.13");
        }
        Some(runtime) => {
            if let Some(runtime) = cx.text(runtime)
                && !runtime.starts_with("python")
                && !runtime.starts_with("nodejs")
            {
                let reason = format!("{runtime} does not support inline code; only Python and Node.js do");
                report.error(
                    &place.key("Runtime"),
                    reason,
                    "put the code into a bucket, or use python3.13",
                );
            }
        }
    }
    if let Some(handler) = entry.property("Handler").and_then(|handler| cx.text(handler)) {
        let function = handler
            .strip_prefix("index.")
            .filter(|name| !name.is_empty() && !name.contains(['.', '/']));
        if function.is_none() {
            let name = handler
                .rsplit(['.', '/'])
                .next()
                .filter(|name| !name.is_empty())
                .unwrap_or("handler");
            let reason = format!(
                "inline code becomes the file index, but the handler is {}",
                shown(&handler)
            );
            // It deploys, but fails when it is invoked.
            report.warning(
                &place.key("Handler"),
                reason,
                format!("write index.{}", shown(name)),
            );
        }
    }
    let length = code.as_text().map_or(0, |code| code.chars().count());
    if length > LARGEST {
        let reason = format!("{length} characters of code are too many: the maximum is {LARGEST}");
        report.error(
            &place.key("Code").key("ZipFile"),
            reason,
            "put the code into a bucket",
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::of;

    fn function(properties: &str) -> String {
        of(
            "AWS::Lambda::Function",
            &format!(r#"{{"Code": {{"ZipFile": "x"}}, {properties}}}"#),
        )
    }

    #[test]
    fn inline_code_is_python_or_node_and_called_index() {
        assert!(
            !function(r#""Runtime": "python3.13", "Handler": "index.handler""#)
                .contains("error R/Properties/Handler")
        );
        assert!(
            function(r#""Runtime": "python3.13", "Handler": "app.main""#)
                .contains("becomes the file index, but the handler is app.main | write index.main")
        );
        assert!(
            function(r#""Runtime": "java21", "Handler": "index.x""#)
                .contains("java21 does not support inline code")
        );
        assert!(function(r#""Handler": "index.x""#).contains("needs a Runtime"));
    }

    #[test]
    fn inline_code_has_a_limit() {
        let code = "x".repeat(4_194_305);
        let found = of(
            "AWS::Lambda::Function",
            &format!(r#"{{"Runtime": "python3.13", "Code": {{"ZipFile": "{code}"}}}}"#),
        );
        assert!(found.contains("error R/Properties/Code/ZipFile: 4194305 characters of code are too many"));
    }
}
