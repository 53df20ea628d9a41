//! Common mistakes as text: a name after `## `, then the file.

/// All of them, by subject.
const GROUPS: [(&str, &str); 8] = [
    ("syntax", include_str!("syntax.txt")),
    ("keys_and_types", include_str!("keys_and_types.txt")),
    ("stock_advisor", include_str!("stock_advisor.txt")),
    ("services", include_str!("services.txt")),
    ("parameters", include_str!("parameters.txt")),
    ("accounts", include_str!("accounts.txt")),
    ("simple_trader", include_str!("simple_trader.txt")),
    ("permissions_boundary", include_str!("permissions_boundary.txt")),
];

/// A file in which nearly everything is wrong.
pub(super) const EVERYTHING: &str = include_str!("everything.toml");

/// The groups, each with the names and the files in it.
pub(super) fn groups() -> impl Iterator<Item = (&'static str, Vec<(&'static str, &'static str)>)> {
    GROUPS.into_iter().map(|(name, text)| {
        let cases = text.split("## ").skip(1);
        (name, cases.filter_map(|case| case.split_once('\n')).collect())
    })
}
