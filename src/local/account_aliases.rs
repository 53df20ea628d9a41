//! The aliases of accounts as IAM returned them within the last day. Every command shows the alias, which rarely
//! changes.

use super::{cache, disk};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How long an alias stays valid.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

#[derive(Serialize, Deserialize)]
struct Known {
    /// `None` for an account without an alias, or when the caller may not read it.
    alias: Option<String>,
    at: Timestamp,
}

impl Known {
    fn is_fresh(&self, now: Timestamp) -> bool {
        self.at <= now && now < self.at + FRESH
    }
}

/// The cached alias of an account: `None` inside for one without an alias, or when the caller may not read it.
pub(crate) struct Alias(pub(crate) Option<String>);

/// The cached alias of an account; `None` when IAM must be asked. `endpoint` is that of IAM, unless it is AWS's own.
pub(crate) fn find(account: &str, endpoint: Option<&str>) -> Option<Alias> {
    let known = read(&file()?).remove(&key(account, endpoint))?;
    known.is_fresh(Timestamp::now()).then_some(Alias(known.alias))
}

/// Caches the alias of an account. Does nothing if the cache cannot be written.
pub(crate) fn keep(account: &str, endpoint: Option<&str>, alias: Option<&str>) {
    let (Some(file), now) = (file(), Timestamp::now()) else {
        return;
    };
    let mut all = read(&file);
    all.retain(|_, known| known.is_fresh(now));
    let alias = alias.map(str::to_owned);
    all.insert(key(account, endpoint), Known { alias, at: now });
    let how = disk::How {
        over: true,
        private: true,
    };
    let made = file.parent().map(cache::make);
    if let (Some(Ok(())), Ok(text)) = (made, serde_json::to_vec(&all)) {
        let _ = disk::write(&file, &text, how);
    }
}

fn file() -> Option<PathBuf> {
    Some(cache::directory()?.join("account-aliases.json"))
}

fn key(account: &str, endpoint: Option<&str>) -> String {
    endpoint.map_or_else(|| account.to_owned(), |url| format!("{account} at {url}"))
}

fn read(file: &std::path::Path) -> BTreeMap<String, Known> {
    let text = disk::read_text(file).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}
