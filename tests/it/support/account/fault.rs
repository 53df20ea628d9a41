//! A script of faults: which call fails, before or after it has had its effect, and how.

use sa_infra::cloud::{Error, Kind};

/// A fault to inject.
#[derive(Clone, Debug)]
pub struct Fault {
    /// At which call.
    pub at: At,
    /// Before or after its effect.
    pub when: When,
    /// How.
    pub what: What,
}

/// A call, counted since the last time the log was forgotten; from 1.
#[derive(Clone, Debug)]
pub enum At {
    /// This one of all; happens once.
    Nth(usize),
    /// This one of those with a name; happens once.
    NthOf(&'static str, usize),
    /// Every one with a name.
    Every(&'static str),
}

/// When a fault comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// AWS never hears of the call.
    Before,
    /// AWS does it, and the answer is lost.
    After,
}

/// What a fault is.
#[derive(Clone, Debug)]
pub enum What {
    /// The call fails.
    Error(Kind),
    /// Who calls is no more.
    Kill,
    /// The person interrupts; the call itself is all right.
    Interrupt,
}

impl At {
    /// Whether it is this call: the how-manieth of all, and of those with its name.
    pub(super) fn is(&self, name: &str, nth: usize, nth_of_name: usize) -> bool {
        match *self {
            Self::Nth(at) => at == nth,
            Self::NthOf(of, at) => of == name && at == nth_of_name,
            Self::Every(of) => of == name,
        }
    }
}

/// The fault for a call, which is gone from the script unless it comes every time.
pub(super) fn take(script: &mut Vec<Fault>, is_now: impl Fn(&At) -> bool) -> Option<Fault> {
    let at = script.iter().position(|fault| is_now(&fault.at))?;
    if matches!(script[at].at, At::Every(_)) {
        return Some(script[at].clone());
    }
    Some(script.remove(at))
}

/// The error as the cloud layer gives it.
pub(super) fn error(call: &'static str, kind: Kind) -> Error {
    let message = "planted by the test".to_owned();
    Error { call, kind, message }
}
