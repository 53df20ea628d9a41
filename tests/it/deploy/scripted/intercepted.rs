//! Another server responds instead of AWS: a captive portal, a proxy that wants a password, a firewall.

use super::{DEPLOY, DESTROY, case, play, update};
use crate::support::endpoint::Answer;

const INSTEAD: &str = "another server responded instead of AWS";

#[test]
fn a_page_is_no_answer_whatever_its_status() {
    let portal = || Answer::Body("<Portal/>".to_owned());
    let cases = vec![
        case(
            "every call gets a page with status 200 once",
            update().updates().fault("", 0..1, Answer::Page(200)),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "pages with status 407 while it watches",
            update()
                .updates()
                .fault("DescribeStackEvents", 0..6, Answer::Page(407)),
            DEPLOY,
            0,
            &["updated"],
        ),
        case(
            "the execution gets a page with status 200",
            update().fault("ExecuteChangeSet", 0..99, Answer::Page(200)),
            DEPLOY,
            1,
            &[
                "cloudformation:ExecuteChangeSet",
                INSTEAD,
                "HTTP status 200, text/html",
            ],
        ),
        case(
            "the execution gets another root element",
            update().fault("ExecuteChangeSet", 0..99, portal()),
            DEPLOY,
            1,
            &["cloudformation:ExecuteChangeSet", INSTEAD, "HTTP status 200"],
        ),
        case(
            "the deletion gets a page with status 200",
            update().fault("DeleteStack", 0..99, Answer::Page(200)),
            DESTROY,
            1,
            &["cloudformation:DeleteStack", INSTEAD],
        )
        .may(&["DeleteStack", "s3 POST"]),
        case(
            "a page with status 403 is no missing permission",
            update().fault("DescribeStacks", 0..99, Answer::Page(403)),
            DEPLOY,
            1,
            &[
                "cloudformation:DescribeStacks",
                "HTTP status 403",
                "--endpoint-url",
            ],
        )
        .never(&["CreateChangeSet"]),
    ];
    play(cases);
}
