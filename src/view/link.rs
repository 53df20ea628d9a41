//! Hyperlinks to pages of the console, where the terminal shows them.

use super::style::Hyperlink;
use super::{Format, console};

/// The text, as a hyperlink where the terminal supports it.
pub(super) fn to(url: Option<String>, text: &str, format: Format) -> String {
    let links = format.terminal.is_some_and(|terminal| terminal.links);
    match url.filter(|_| links) {
        Some(url) => Hyperlink { url: &url, text }.to_string(),
        None => text.to_owned(),
    }
}

/// The id of a stack, as a hyperlink to its page if it exists.
pub(super) fn to_stack(arn: Option<&str>, id: &str, format: Format) -> String {
    to(arn.and_then(console::stack), id, format)
}

#[cfg(test)]
mod tests {
    use super::super::{Format, deploy, destroy, output};
    use crate::deploy::root_cause::Cause;
    use crate::deploy::ui::{Event, Outcome};
    use crate::deploy::{deployment, destroy as destruction};
    use jiff::Timestamp;

    const ARN: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/s/1";
    const PAGE: &str =
        "https://us-east-1.console.aws.amazon.com/cloudformation/home?region=us-east-1#/stacks/stackinfo";

    #[test]
    fn links_are_there_where_they_are_shown() {
        let linked = |format| output::colored(&super::to(Some("https://x".to_owned()), "x", format));
        let format = Format::linked(Timestamp::UNIX_EPOCH);
        assert_eq!(linked(format), "\x1b]8;;https://x\x1b\\x\x1b]8;;\x1b\\");
        assert_eq!(linked(Format::brief(80)), "x");
    }

    #[test]
    fn the_end_of_an_operation_links_to_its_stack() {
        let done = Event::Done {
            stack: "s".to_owned(),
            arn: Some(ARN.to_owned()),
            outcome: Outcome::Updated,
            seconds: 1,
            is_earlier: false,
            outputs: Vec::new(),
        };
        let (arn, status) = (ARN.to_owned(), "UPDATE_ROLLBACK_COMPLETE".to_owned());
        let cause = Cause::default();
        let deployment = deployment::Failure::Ended {
            arn: arn.clone(),
            status: status.clone(),
            cause: cause.clone(),
        };
        let destruction = destruction::Failure::Ended { arn, status, cause };
        for format in [Format::linked(Timestamp::UNIX_EPOCH), Format::brief(80)] {
            let (mut ended, mut failed, mut kept) = (Vec::new(), Vec::new(), Vec::new());
            deploy::line(&mut ended, &done, format).unwrap();
            deploy::failure(&mut failed, "s", &deployment, format).unwrap();
            destroy::failure(&mut kept, "s", &destruction, format).unwrap();
            for text in [ended, failed, kept] {
                let text = String::from_utf8(text).unwrap();
                assert_eq!(text.contains(PAGE), format.terminal.is_some(), "{text}");
            }
        }
    }
}
