//! How much the user wants to see besides the result.

use crate::cloud::trace::{self, Call};
use crate::view;
use std::sync::OnceLock;

static QUIET: OnceLock<bool> = OnceLock::new();

/// Sets it for this process.
pub(super) fn set(verbose: bool, quiet: bool) {
    QUIET.get_or_init(|| quiet);
    if verbose {
        trace::to(tell);
    }
}

/// Whether to show only results, questions, warnings and errors.
#[cfg(feature = "aws")]
pub(super) fn is_quiet() -> bool {
    QUIET.get().is_some_and(|quiet| *quiet)
}

/// One AWS call, on standard error.
fn tell(call: &Call) {
    // If standard error is closed, the command continues without it.
    let name = format!("{} {}", call.service, call.operation);
    let id = call.request_id.as_deref();
    let _ = view::trace::call(&mut view::output::stderr(), &name, call.status, call.time, id);
}
