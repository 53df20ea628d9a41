//! Checks that involve several values.

mod accounts;
mod network;
mod services;
mod trader;
mod unique;

use super::Config;
use super::stock_advisor::StackId;
use sa_infra::settings::Complaint;
use unique::repeated;

/// All conflicts between values.
pub(super) fn check(config: &Config) -> Vec<Complaint> {
    let mut complaints = network::check(&config.stock_advisor.network);
    complaints.extend(repeated(
        "stock_advisor.notify",
        &config.stock_advisor.notify,
        "the address",
    ));
    complaints.extend(accounts::check(config));
    complaints.extend(services::check(config));
    complaints.extend(stack_names(config));
    complaints.extend(trader::check(&config.simple_trader));
    complaints
}

/// The `key`s involved, the one to change first.
fn complaint(keys: &[&str], reason: impl Into<String>, fix: impl Into<String>) -> Complaint {
    Complaint {
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        reason: reason.into(),
        fix: fix.into(),
    }
}

/// Two stacks of one name would be one stack.
fn stack_names(config: &Config) -> Vec<Complaint> {
    let key = |stack: StackId| format!("stock_advisor.stack_names.{}", stack.key());
    let mut names: Vec<(String, String)> = StackId::ALL
        .into_iter()
        .map(|stack| (key(stack), config.stack_name(stack)))
        .collect();
    if config.stock_advisor.region == config.simple_trader.region {
        names.push((
            "simple_trader.stack_name".to_owned(),
            config.simple_trader.stack_name.to_string(),
        ));
    }
    let mut complaints = Vec::new();
    for (position, (key, name)) in names.iter().enumerate() {
        if let Some((other, _)) = names[..position].iter().find(|(_, earlier)| earlier == name) {
            complaints.push(complaint(
                &[key, other],
                format!("{other} and {key} are both \"{name}\""),
                "give each stack a different name",
            ));
        }
    }
    complaints
}
