//! The commands on the pages about operating and trading, each with the way it is tested. The test fails for a
//! command that is only on a page, or only here.

use crate::support::files;

/// How a command is tested.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    /// It makes no call.
    Offline,
    /// As on the page.
    Here,
    /// In this form: typed or piped input comes from a file, and nothing is followed.
    As(&'static str),
    /// In this form, with the policy of the other namespace too, as on the page.
    Both(&'static str),
    /// On a terminal, with a confirmation.
    Confirmed,
    /// With an instance, as on the page or in this form.
    Machine(&'static str),
    /// With a bucket for a program, in this form.
    Upload(&'static str),
    /// It deploys: an operator is refused.
    Refused(&'static str, &'static str),
}

use How::{As, Both, Confirmed, Here, Machine, Offline, Refused, Upload};

/// The commands.
pub const COMMANDS: &[(&str, How)] = &[
    ("secrets", Here),
    (
        "secrets set TDAMERITRADE_REFRESH_TOKEN",
        As("secrets set TDAMERITRADE_REFRESH_TOKEN --file value"),
    ),
    (
        "secrets set INTRINIO_API_KEY --stdin",
        As("secrets set INTRINIO_API_KEY --file value"),
    ),
    ("secrets import keys.env", Here),
    ("secrets copy --from old", Both("secrets copy --from old")),
    (
        "secrets copy --from-region us-east-1 --region eu-west-1",
        Both("secrets copy --from-region us-east-1 --region eu-west-1"),
    ),
    (
        "secrets copy --from-profile old --profile new",
        As("secrets copy --from-profile old"),
    ),
    ("secrets show INTRINIO_API_KEY --reveal", Confirmed),
    ("notify", Here),
    ("notify add jo@example.com", Here),
    ("notify test", Here),
    ("notify test --watchdog", Here),
    ("notify remove jo@example.com", Here),
    ("schedule", Here),
    ("schedule pause", Here),
    (
        "schedule pause --until 2026-12-07",
        As("schedule pause --until 2098-12-07"),
    ),
    ("schedule resume portfolio-manager", Here),
    ("build", Here),
    ("build portfolio-manager --branch develop", Here),
    ("build list", Here),
    ("images", Here),
    (
        "run recommendation-service",
        As("run recommendation-service --force --detach"),
    ),
    (
        "run portfolio-manager --yes",
        As("run portfolio-manager --yes --force --detach"),
    ),
    (
        "run recommendation-service -- -app_namespace sa -test",
        As("run recommendation-service --force --detach -- -app_namespace sa -test"),
    ),
    ("run portfolio-manager --dry-run", Here),
    ("logs portfolio-manager --since 2h --filter ERROR", Here),
    ("logs portfolio-manager --follow", As("logs portfolio-manager")),
    ("tasks", Here),
    ("doctor", Here),
    ("status", Here),
    ("outputs", Here),
    ("events app-infra-compute", Here),
    ("drift", Here),
    ("restore backup --dry-run", Here),
    ("restore backup --yes", Here),
    ("up", Here),
    ("policy deploy", Offline),
    ("policy operate", Offline),
    ("policy commands", Offline),
    ("policy operate --simulate", Here),
    ("completions bash", Offline),
    ("completions fish", Offline),
    ("completions zsh", Offline),
    ("instance", Machine("instance")),
    ("instance start", Machine("instance start")),
    ("instance stop", Machine("instance stop --yes")),
    ("instance ssh", Machine("instance ssh")),
    ("instance copy notes.txt :", Machine("instance copy notes.txt :")),
    (
        "instance copy -r :projects/SimpleTrader/trade_logs .",
        Machine("instance copy -r :projects/SimpleTrader/trade_logs ."),
    ),
    (
        "instance key ~/.ssh/trader.pem",
        Machine("instance key trader.pem"),
    ),
    (
        "instance upgrade-image",
        Refused(
            "instance upgrade-image --yes --allow-replace SimpleTraderInstance3F6E8D30",
            "cloudformation:CreateChangeSet",
        ),
    ),
    ("upload ~/SimpleTrader", Upload("upload trader --allow-old")),
    (
        "upload ~/SimpleTrader --dry-run --list",
        Upload("upload trader --dry-run --list --allow-old"),
    ),
    (
        "upload ~/SimpleTrader --only access_token.txt",
        Upload("upload trader --only access_token.txt --allow-old"),
    ),
];

/// The commands on the pages, without comments and redirections.
pub fn written() -> Vec<String> {
    let mut found = Vec::new();
    for page in ["doc/operating.md", "doc/trading.md"] {
        let page = files::read(page);
        let lines = page.lines().filter_map(|line| line.strip_prefix("    sa-infra "));
        found.extend(lines.map(|line| {
            let line = line.split(" #").next().unwrap();
            line.split(" <")
                .next()
                .unwrap()
                .split(" >")
                .next()
                .unwrap()
                .trim()
                .to_owned()
        }));
    }
    found.sort();
    found.dedup();
    found
}
