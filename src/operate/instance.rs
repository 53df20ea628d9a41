//! `instance`: an EC2 instance that functions start and stop. The instance, its functions and its key come from
//! the deployed stack.

pub mod argument;
pub mod function;
pub mod image;
pub mod key;
pub mod runs;
pub mod ssh;
pub mod status;

use super::deployed_stack::DeployedStack;
use super::refusal::{Failure, Refusal};
use super::scheduled::{Timed, routine_of};
use super::schedules;
use crate::cloud::cloudcontrol::{CloudControl, Instance, InstanceState};
use crate::cloud::{Cloud, Clouds};
use crate::model::app;
use crate::synth::{Artifact, Assembly};
use jiff::Timestamp;
use serde::Serialize;

pub use crate::cloud::cloudcontrol::InstanceState as State;

/// An instance of the app.
#[derive(Clone, Copy, Debug)]
pub struct Machine<'a> {
    /// Its stack, whose id is its name.
    pub artifact: &'a Artifact,
    /// Its resources.
    pub parts: &'a app::Machine,
}

/// A deployed instance.
#[derive(Debug)]
pub struct Deployed<'a, C> {
    /// Its definition.
    pub machine: Machine<'a>,
    /// Its deployed stack.
    pub deployed: DeployedStack<'a, C>,
}

/// The operation of one of its functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// It is started.
    Start,
    /// It is stopped.
    Stop,
}

impl Verb {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
        }
    }
}

/// The instance of a stack, or the only one of the app.
pub fn machine<'a>(assembly: &'a Assembly, stack: Option<&str>) -> Result<Machine<'a>, Refusal> {
    let machines = assembly.stacks.iter().filter_map(|artifact| {
        let parts = artifact.machine.as_ref()?;
        Some(Machine { artifact, parts })
    });
    let machines = machines.collect::<Vec<_>>();
    let names = machines.iter().map(|machine| &*machine.artifact.id);
    let names = names.collect::<Vec<_>>().join(", ");
    let machine = match (stack, machines.as_slice()) {
        (_, []) => {
            let fix = "define one with `Stack::machine`, or use another configuration";
            return Err(Refusal::usage("instance: this app has no EC2 instance", fix));
        }
        (None, [only]) => *only,
        (None, _) => {
            let reason = "instance: this app has more than one EC2 instance";
            return Err(Refusal::usage(
                reason,
                format!("select one with --stack: {names}"),
            ));
        }
        (Some(stack), machines) => {
            let found = machines.iter().find(|machine| *machine.artifact.id == *stack);
            *found.ok_or_else(|| {
                let reason = format!("instance: the stack \"{stack}\" has no EC2 instance");
                Refusal::usage(reason, format!("select one that has: {names}"))
            })?
        }
    };
    machine.is_defined()?;
    Ok(machine)
}

impl<'a> Machine<'a> {
    /// On the emulator, the stack has no instance.
    fn is_defined(&self) -> Result<(), Refusal> {
        let resources = &self.artifact.template.resources;
        if resources.contains_key(&self.parts.instance) {
            return Ok(());
        }
        let id = &self.artifact.id;
        let reason = format!("{id}: the local emulator does not support EC2 instances");
        Err(Refusal::usage(
            reason,
            "remove --local to use the instance in AWS",
        ))
    }

    /// Its function for this operation, as a scheduled item.
    pub fn timed(&self, verb: Verb) -> Option<Timed<'a>> {
        let routine = self.routine(verb);
        routine_of(self.artifact, routine, verb.word(), &self.parts.closed)
    }

    /// Its function for this operation.
    fn routine(&self, verb: Verb) -> &'a app::Routine {
        match verb {
            Verb::Start => &self.parts.start,
            Verb::Stop => &self.parts.stop,
        }
    }

    /// The deployed instance; otherwise an error that names the command to run first.
    pub async fn deployed<C: Clouds>(self, clouds: &C) -> Result<Deployed<'a, C::Cloud>, Failure> {
        let deployed = DeployedStack::of(clouds, self.artifact).await?;
        Ok(Deployed {
            machine: self,
            deployed,
        })
    }
}

impl<C: Cloud> Deployed<'_, C> {
    /// Its id.
    pub fn id(&self) -> Result<&str, Failure> {
        self.deployed.name(&self.machine.parts.instance)
    }

    /// Its current state; a deleted instance is terminated.
    pub async fn instance(&self) -> Result<Instance, Failure> {
        let found = self
            .deployed
            .cloud
            .cloudcontrol()
            .get_instance(self.id()?)
            .await?;
        Ok(found.unwrap_or(Instance {
            state: Some(InstanceState::Terminated),
            public_address: None,
            private_address: None,
            instance_type: None,
            image: None,
        }))
    }

    /// Its next starts and stops.
    pub async fn schedules<T: Clouds>(
        &self,
        clouds: &T,
        now: Timestamp,
    ) -> Result<Vec<schedules::Row>, Failure> {
        let timed = [Verb::Start, Verb::Stop].map(|verb| self.machine.timed(verb));
        let timed = timed.into_iter().flatten().collect::<Vec<_>>();
        schedules::list(clouds, &timed, now).await
    }

    /// The error for an instance that no longer exists.
    fn gone(&self, state: &InstanceState) -> Refusal {
        let id = &self.machine.artifact.id;
        let reason = format!("{id}: the instance is {state} and cannot be started again");
        let fix = format!(
            "`sa-infra drift {id}` shows what is missing; `sa-infra deploy {id}` with another image or subnet creates a new instance"
        );
        Refusal::state(reason, fix)
    }
}

/// Whether it should be running: its next stop comes before its next start.
pub fn is_open(schedules: &[schedules::Row]) -> bool {
    let next = |verb: Verb| {
        let end = format!("-{}", verb.word());
        let row = schedules.iter().find(|row| row.service.ends_with(&end));
        row.and_then(|row| row.next.first())
    };
    match (next(Verb::Start), next(Verb::Stop)) {
        (Some(start), Some(stop)) => stop < start,
        _ => false,
    }
}
