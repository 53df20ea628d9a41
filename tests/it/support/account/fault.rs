//! A script of faults: which call fails, before or after it has had its effect, and how.

use sa_infra::cloud::{Error, Kind};

/// A fault to inject.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The call.
    pub at: At,
    /// Before or after its effect.
    pub when: When,
    /// The kind of fault.
    pub what: What,
}

/// A call, counted from 1 since the log was last cleared.
#[derive(Clone, Debug)]
pub enum At {
    /// This call of all; happens once.
    Nth(usize),
    /// This call of those with a name; happens once.
    NthOf(&'static str, usize),
    /// Every call with a name.
    Every(&'static str),
}

/// When a fault happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// AWS does not receive the call.
    Before,
    /// AWS executes the call, and the answer is lost.
    After,
}

/// The kind of a fault.
#[derive(Clone, Debug)]
pub enum What {
    /// The call fails.
    Error(Kind),
    /// The caller is killed.
    Kill,
    /// The user interrupts; the call itself succeeds.
    Interrupt,
}

impl At {
    /// Whether it is this call: its number among all, and among those with its name.
    pub(super) fn is(&self, name: &str, nth: usize, nth_of_name: usize) -> bool {
        match *self {
            Self::Nth(at) => at == nth,
            Self::NthOf(of, at) => of == name && at == nth_of_name,
            Self::Every(of) => of == name,
        }
    }
}

/// The fault for a call, which is removed from the script unless it happens every time.
pub(super) fn take(script: &mut Vec<Fault>, is_now: impl Fn(&At) -> bool) -> Option<Fault> {
    let at = script.iter().position(|fault| is_now(&fault.at))?;
    if matches!(script[at].at, At::Every(_)) {
        return Some(script[at].clone());
    }
    Some(script.remove(at))
}

/// The error of the cloud layer.
pub(super) fn error(call: &'static str, kind: Kind) -> Error {
    let message = "planted by the test".to_owned();
    Error { call, kind, message }
}
