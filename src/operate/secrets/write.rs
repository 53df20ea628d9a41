//! Writes values, all or none. Each is read back, and restored if a later one fails.

use super::file::check;
use super::{Kind, Needed, Outcome, Written, environments, is_placeholder};
use crate::cloud::ssm::{NewParameter, Parameter, ParameterKind, Ssm};
use crate::cloud::{self, Cloud, Clouds, Secret};
use crate::operate::refusal::{Failure, Refusal};
use std::cell::Cell;
use std::time::Duration;

/// How long AWS may still return the old value: the pauses between the reads, in milliseconds.
const PAUSES: [u64; 7] = [200, 400, 800, 1600, 2000, 2500, 2500];

/// A value to write, and the value that AWS has now.
struct Step<'v, 'a, C> {
    cloud: C,
    needed: &'v Needed<'a>,
    value: &'v Secret,
    before: Option<Parameter>,
    /// The version that AWS gave it: 0 when the result of the write is unknown.
    written: Cell<Option<i64>>,
}

/// Writes values unless they are current, reads them back, and reports each. If one fails, or `stop` returns true,
/// restores those written before.
pub async fn write<C: Clouds>(
    clouds: &C,
    values: &[(&Needed<'_>, Secret)],
    stop: impl Fn() -> bool,
) -> Result<Vec<Written>, Failure> {
    let steps = plan(clouds, values).await?;
    let mut all = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let done = if stop() {
            Err(Refusal::state("interrupted", "run it again").into())
        } else {
            step.write().await
        };
        match done {
            Ok(written) => all.push(written),
            Err(failure) => return Err(undo(&steps[..=at], failure).await),
        }
    }
    Ok(all)
}

/// Validates everything before the first value is written.
async fn plan<'v, 'a, C: Clouds>(
    clouds: &C,
    values: &'v [(&'v Needed<'a>, Secret)],
) -> Result<Vec<Step<'v, 'a, C::Cloud>>, Failure> {
    for (needed, value) in values {
        if is_placeholder(needed, value) {
            let reason = format!("{}: this is the placeholder, not a value", needed.name);
            return Err(Refusal::usage(reason, "pass the value itself").into());
        }
        check(&needed.name, value.expose())?;
    }
    let mut steps = Vec::new();
    for at in environments(values.iter().map(|(needed, _)| *needed)) {
        let here = values.iter().filter(|(needed, _)| needed.environment == at);
        let names = here.clone().map(|(needed, _)| needed.parameter.clone());
        let cloud = clouds.at(at)?;
        let found = cloud.ssm().get_parameters(&names.collect::<Vec<_>>()).await?;
        for (needed, value) in here {
            let before = found.iter().find(|found| found.name == needed.parameter);
            // The stack creates its own parameters, and fails if one exists already.
            if before.is_none() && needed.kind == Kind::Plain {
                let reason = format!("{}: {} does not exist yet", needed.name, needed.parameter);
                let fix = format!("run `sa-infra deploy {}` to create it, then set it", needed.stack);
                return Err(Refusal::state(reason, fix).into());
            }
            steps.push(Step {
                cloud: cloud.clone(),
                needed,
                value,
                before: before.cloned(),
                written: Cell::new(None),
            });
        }
    }
    Ok(steps)
}

impl<C: Cloud> Step<'_, '_, C> {
    fn is_there(&self) -> bool {
        let before = self.before.as_ref();
        before.is_some_and(|before| before.value == *self.value)
    }

    async fn write(&self) -> Result<Written, Failure> {
        let outcome = match &self.before {
            Some(_) if self.is_there() => Outcome::Unchanged,
            Some(_) => Outcome::Changed,
            None => Outcome::Created,
        };
        if outcome != Outcome::Unchanged {
            let put = self.put(self.value, self.before.is_some()).await;
            let lost = matches!(&put, Err(error) if error.is_transient());
            self.written.set(put.as_ref().ok().copied().or(lost.then_some(0)));
            self.arrives(put?).await?;
        }
        Ok(Written {
            name: self.needed.name.clone(),
            parameter: self.needed.parameter.clone(),
            outcome,
        })
    }

    async fn put(&self, value: &Secret, overwrite: bool) -> cloud::Result<i64> {
        let parameter = NewParameter {
            name: self.needed.parameter.clone(),
            kind: match self.needed.kind {
                Kind::Secure => ParameterKind::SecureString,
                Kind::Plain => ParameterKind::String,
            },
            value: value.clone(),
            description: None,
            tags: Vec::new(),
            overwrite,
        };
        self.cloud.ssm().put_parameter(&parameter).await
    }

    async fn now(&self) -> cloud::Result<Option<Parameter>> {
        let names = [self.needed.parameter.clone()];
        Ok(self.cloud.ssm().get_parameters(&names).await?.into_iter().next())
    }

    /// Waits until AWS returns the new value. For some seconds it may return the old one.
    async fn arrives(&self, version: i64) -> Result<(), Failure> {
        let name = &self.needed.name;
        for pause in PAUSES.map(Some).into_iter().chain([None]) {
            let now = self.now().await?;
            match now {
                Some(now) if now.value == *self.value => return Ok(()),
                Some(now) if now.version >= version => {
                    let reason = format!("{name}: the stored value differs from the one that was written");
                    let fix = "someone else may be changing it; set it again";
                    return Err(Refusal::state(reason, fix).into());
                }
                _ => {}
            }
            if let Some(pause) = pause {
                tokio::time::sleep(Duration::from_millis(pause)).await;
            }
        }
        let reason = format!("{name}: AWS accepted the value but still returns the old one");
        Err(Refusal::state(reason, "wait a minute and set it again").into())
    }

    /// Restores the old value, unless another writer has changed it since. False when it has to stay as it is.
    async fn restore(&self) -> cloud::Result<bool> {
        let before = self.before.as_ref().map(|before| before.version);
        let mut now = self.now().await?;
        for pause in PAUSES {
            // A stale read returns the old value: that does not mean that ours was lost.
            if now.as_ref().map(|now| now.version) != before {
                break;
            }
            tokio::time::sleep(Duration::from_millis(pause)).await;
            now = self.now().await?;
        }
        let ours = |now: &Parameter| now.value == *self.value;
        match (now, &self.before) {
            (Some(now), Some(before)) if ours(&now) => self.put(&before.value, true).await.map(|_| true),
            (Some(now), None) if ours(&now) => {
                self.cloud.ssm().delete_parameter(&self.needed.parameter).await
            }
            // The write never succeeded.
            (now, _) if now.as_ref().map(|now| now.version) == before => Ok(self.written.get() == Some(0)),
            _ => Ok(false),
        }
    }
}

/// Restores the old values, newest first, and adds the result to the failure.
async fn undo<C: Cloud>(steps: &[Step<'_, '_, C>], failure: Failure) -> Failure {
    let mut left = Vec::new();
    let written = steps.iter().filter(|step| step.written.get().is_some());
    for step in written.rev() {
        if !step.restore().await.unwrap_or(false) {
            left.push(&*step.needed.name);
        }
    }
    if steps.iter().all(|step| step.written.get().is_none()) {
        return failure;
    }
    let (reason, fix) = match failure {
        Failure::Cloud(error) => (error.to_string(), error.fix()),
        Failure::Refused(refusal) => (refusal.reason, refusal.fix),
    };
    if left.is_empty() {
        return Refusal::state(format!("{reason}; all values are unchanged"), fix).into();
    }
    let names = left.join(", ");
    let reason = format!("{reason}; these values have changed: {names}");
    let fix = format!("{fix}; then check them with `sa-infra secrets list`");
    Refusal::state(reason, fix).into()
}
