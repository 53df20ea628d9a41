//! A campaign over the network: every call of a first deployment, a change, a migration, a comparison and a destroy
//! fails in every way. Nothing is lost, hangs or panics, the exit code is right, and the same command run again
//! finishes. A seeded slice runs with the other tests; CONTRIBUTING.md has the commands for all cases and for single
//! ones.

mod case;

use self::case::{Case, FAULTS, KINDS, Kind, SCENARIOS};
use crate::support::files;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

/// How many cases run with the other tests.
const SLICE: usize = 150;
/// The seed of the slice.
const SEED: u64 = 11;
/// How many run in parallel: they mostly wait.
const AT_ONCE: usize = 8;

/// The results of a campaign, written while it runs.
struct Report {
    file: File,
    begin: Instant,
    found: Vec<Kind>,
    failed: Vec<String>,
}

/// The path of the report. A campaign that is not the rest of another one starts a new report.
fn place() -> PathBuf {
    files::target().join("campaign.txt")
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Every case, in an order that depends on the seed.
fn cases() -> Vec<Case> {
    let runtime = runtime();
    let mut cases = Vec::new();
    for scenario in SCENARIOS {
        for at in 0..runtime.block_on(scenario.calls()) {
            cases.extend(FAULTS.map(|fault| Case { scenario, at, fault }));
        }
    }
    let mut state = SEED;
    for place in (1..cases.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(state >> 33).unwrap() % (place + 1);
        cases.swap(place, other);
    }
    cases
}

/// The cases that `CAMPAIGN` selects: all, a number of them, a list separated by `;`, or the rest: those without a
/// success in the report.
fn wanted(mut cases: Vec<Case>) -> Vec<Case> {
    let wanted = std::env::var("CAMPAIGN").unwrap_or_default();
    let is_named = |case: &Case| wanted.split(';').any(|name| name.trim() == case.to_string());
    match (&*wanted, wanted.parse()) {
        ("all", _) => {}
        ("rest", _) => {
            let known = std::fs::read_to_string(place()).unwrap_or_default();
            let is_known = |case: &Case| known.lines().any(|line| line.ends_with(&format!(" ok {case}")));
            cases.retain(|case| !is_known(case));
        }
        ("", _) => cases.truncate(SLICE),
        (_, Ok(number)) => cases.truncate(number),
        _ => cases.retain(is_named),
    }
    if wanted != "rest" {
        assert!(!cases.is_empty(), "no case is called {wanted}");
        let _ = std::fs::remove_file(place());
    }
    cases
}

impl Report {
    fn new() -> Self {
        Self {
            file: File::options().create(true).append(true).open(place()).unwrap(),
            begin: Instant::now(),
            found: Vec::new(),
            failed: Vec::new(),
        }
    }

    fn add(&mut self, case: Case, wrong: Vec<(Kind, String)>) {
        let (kinds, texts): (Vec<_>, Vec<_>) = wrong.into_iter().unzip();
        let end = if texts.is_empty() { "ok" } else { "FAILED" };
        writeln!(self.file, "{:>5} s {end} {case}", self.begin.elapsed().as_secs()).unwrap();
        if !texts.is_empty() {
            self.failed.push(format!("{case}: {}", texts.join("\n")));
            writeln!(self.file, "{}", texts.join("\n")).unwrap();
        }
        self.found.extend(kinds);
    }

    /// The figures: `3100 cases of 3100, 0 lost, 0 stuck, 0 panics, 0 wrong exits, 0 reruns that fail`.
    fn summary(&mut self, ran: usize, all: usize) -> String {
        let mut summary = format!("{ran} cases of {all}");
        for (kind, name) in KINDS {
            let number = self.found.iter().filter(|found| **found == kind).count();
            summary.extend([", ", &number.to_string(), " ", name]);
        }
        writeln!(self.file, "{summary}").unwrap();
        summary
    }
}

#[test]
fn nothing_is_lost_whatever_call_fails_and_however() {
    let every = cases();
    let all = every.len();
    assert!(all >= 2500, "{all} cases");
    let cases = wanted(every);
    let (next, report) = (AtomicUsize::new(0), Mutex::new(Report::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                let runtime = runtime();
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let wrong = runtime.block_on(case.run());
                    report.lock().unwrap().add(*case, wrong);
                }
            });
        }
    });
    let mut report = report.into_inner().unwrap();
    let summary = report.summary(cases.len(), all);
    assert!(
        report.failed.is_empty(),
        "{summary}\n{}",
        report.failed.join("\n")
    );
}
