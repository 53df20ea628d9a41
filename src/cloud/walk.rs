//! Walks over the pages of a list. A page token that comes a second time, too many pages, too many bytes and too much time end a
//! walk with an error, so that no server keeps a command busy forever.

use super::{Error, Kind, Result};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The maximum number of pages of one list: a bucket with ten million objects has that many.
const PAGES: usize = 10_000;

/// The maximum time for one list.
const TIME: Duration = Duration::from_mins(30);

/// The maximum number of bytes received while one list is read.
const BYTES: u64 = 512 << 20;

/// How many bytes of answers this process has received.
static RECEIVED: AtomicU64 = AtomicU64::new(0);

/// Counts received bytes.
#[cfg_attr(not(feature = "aws"), allow(dead_code, reason = "used by the SDK's side"))]
pub(super) fn receive(bytes: usize) {
    RECEIVED.fetch_add(bytes as u64, Ordering::Relaxed);
}

/// The walk over the pages of one list.
#[derive(Debug)]
pub struct Walk {
    received: u64,
    call: &'static str,
    seen: HashSet<String>,
    begun: Instant,
}

impl Walk {
    /// A new walk.
    pub fn new(call: &'static str) -> Self {
        Self {
            call,
            received: RECEIVED.load(Ordering::Relaxed),
            seen: HashSet::new(),
            begun: Instant::now(),
        }
    }

    /// Whether the page of this token may be read. The token comes from a response.
    pub fn goes_to(&mut self, token: &str) -> Result<()> {
        let fault = if self.seen.len() >= PAGES {
            format!("the list has more than {PAGES} pages")
        } else if self.begun.elapsed() > TIME {
            format!("the list takes more than {} minutes", TIME.as_secs() / 60)
        } else if RECEIVED.load(Ordering::Relaxed) - self.received > BYTES {
            format!("the list has more than {} MiB", BYTES >> 20)
        } else if self.seen.insert(token.to_owned()) {
            return Ok(());
        } else {
            "the same page token came twice, so the list has no end".to_owned()
        };
        Err(Error {
            call: self.call,
            kind: Kind::Unbounded,
            message: fault,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{PAGES, Walk};

    #[test]
    fn a_walk_ends_where_it_has_been_and_after_its_last_page() {
        let mut walk = Walk::new("s3:ListBucket");
        for token in ["a", "b", "c"] {
            walk.goes_to(token).unwrap();
        }
        let error = walk.goes_to("a").unwrap_err();
        assert!(
            error.to_string().contains("the same page token came twice"),
            "{error}"
        );
        let mut long = Walk::new("s3:ListBucket");
        let ends = (0..=PAGES).find_map(|page| long.goes_to(&page.to_string()).err());
        assert!(ends.unwrap().to_string().contains("more than 10000 pages"));
    }
}
