//! A scene for a test of `deploy`: an account, a user, stacks, and a clock that advances only when all tasks wait.

use super::Account;
use super::ui::Person;
use sa_infra::app::SecureParameter;
use sa_infra::deploy::deployment::{Approval, Deployment, Failure, OnFailure, Options, Results};
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;
use sa_infra::template::Template;
use serde_json::Value;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// An account, a user, and the options of the user's deployments.
pub struct Scene {
    /// AWS.
    pub account: Account,
    /// The user.
    pub person: Person,
    /// The options.
    pub options: Options,
    runtime: Runtime,
}

/// A stack to deploy.
pub fn stack(name: &str, template: &Value) -> Artifact {
    Artifact {
        nested: Vec::new(),
        id: name.into(),
        name: name.to_owned().into(),
        region: None,
        account: None,
        template: Template::parse(&template.to_string()).unwrap(),
        secrets: Vec::new(),
        initial_values: Vec::new(),
        lifetimes: Vec::new(),
        kept: Vec::new(),
        pinned_images: Vec::new(),
        on_request: false,
        services: Vec::new(),
        builds: Vec::new(),
        machine: None,
        payload: None,
        assets: Vec::new(),
        passed: Vec::new(),
        dependencies: Vec::new(),
    }
}

/// A SecureString of a stack.
pub fn secret(name: &str, replaces: Option<&str>) -> SecureParameter {
    SecureParameter {
        name: name.to_owned(),
        placeholder: "put_it_here".to_owned(),
        description: "a key".to_owned(),
        replaces: replaces.map(str::to_owned),
    }
}

impl Default for Scene {
    fn default() -> Self {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        Self {
            account: Account::default(),
            person: Person::default(),
            options: Options {
                given: Vec::new(),
                approval: Approval::Never,
                dry_run: false,
                allow_replace: Vec::new(),
                during_run: false,
                on_failure: OnFailure::Rollback,
                express: false,
                detach: false,
                role_arn: None,
                tags: Vec::new(),
                remove_tags: Vec::new(),
                notification_arns: Vec::new(),
                remove_notification_arns: Vec::new(),
                termination_protection: None,
                template_bucket: None,
                concurrency: 8,
                ..Options::default()
            },
            runtime,
        }
    }
}

impl Scene {
    /// A scene in which these stacks are deployed.
    pub fn with(stacks: &[Artifact]) -> Self {
        let scene = Self::default();
        scene.succeeds(stacks);
        scene.account.forget();
        scene.person.told.borrow_mut().clear();
        scene
    }

    /// Deploys the first `count` of these stacks; `None` when a fault killed the command.
    fn run(&self, stacks: &[Artifact], count: usize) -> Option<Results> {
        let deployment = Deployment {
            clouds: &self.account,
            all: stacks,
            options: &self.options,
            ui: &self.person,
            interrupts: &self.person.interrupts,
        };
        let chosen = stacks.iter().take(count).collect::<Vec<_>>();
        self.until_killed(deployment.deploy(&chosen))
    }

    /// Runs work until it ends; `None` when a fault killed it.
    pub fn until_killed<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.runtime.block_on(async {
            tokio::select! {
                result = work => Some(result),
                () = self.account.killed() => None,
                () = self.interrupts() => None,
                () = tokio::time::sleep(Duration::from_hours(10)) => panic!("it never ends"),
            }
        })
    }

    /// Advances the time.
    pub fn later(&self, seconds: u64) {
        self.runtime.block_on(async {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            self.account.world(|_| ());
        });
    }

    /// The user interrupts whenever a fault says so.
    async fn interrupts(&self) {
        loop {
            self.account.interrupted().await;
            self.person.interrupts.set(self.person.interrupts.get() + 1);
        }
    }

    /// Deploys all of these stacks; `None` when a fault killed the command.
    pub fn try_deploy(&self, stacks: &[Artifact]) -> Option<Results> {
        self.run(stacks, stacks.len())
    }

    /// Deploys the first `count` of the app's stacks, which must succeed.
    pub fn only(&self, stacks: &[Artifact], count: usize) {
        let results = self.run(stacks, count).unwrap();
        assert!(results.iter().all(|(_, result)| result.is_ok()));
    }

    /// Deploys all of these stacks.
    pub fn deploy(&self, stacks: &[Artifact]) -> Vec<Result<Outcome, Failure>> {
        let results = self.try_deploy(stacks).unwrap();
        results.into_iter().map(|(_, result)| result).collect()
    }

    /// Deploys one stack.
    pub fn one(&self, stack: &Artifact) -> Result<Outcome, Failure> {
        self.deploy(std::slice::from_ref(stack)).remove(0)
    }

    /// Deploys all of these stacks, which must succeed.
    pub fn succeeds(&self, stacks: &[Artifact]) -> Vec<Outcome> {
        self.deploy(stacks).into_iter().map(Result::unwrap).collect()
    }

    /// Deploys one stack, which must fail. Returns the failure.
    pub fn fails(&self, stack: &Artifact) -> Failure {
        self.one(stack).unwrap_err()
    }

    /// The state of the account, once all operations in progress have ended.
    pub fn settled(&self) -> String {
        self.runtime.block_on(async {
            tokio::time::sleep(Duration::from_mins(5)).await;
            self.account.world(|world| world.snapshot())
        })
    }

    /// Advances the time.
    pub fn passes(&self, time: Duration) {
        self.runtime.block_on(async { tokio::time::sleep(time).await });
    }

    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.world(|world| world.parameter(name).map(str::to_owned))
    }

    /// The state of a schedule.
    pub fn schedule(&self, name: &str) -> Option<String> {
        self.world(|world| world.schedule(name).map(str::to_owned))
    }

    /// Two users deploy these stacks, the second one some time after the first.
    pub fn twice(&self, one: &[Artifact], two: &[Artifact], after: Duration) -> [Results; 2] {
        let deployment = |all| Deployment {
            clouds: &self.account,
            all,
            options: &self.options,
            ui: &self.person,
            interrupts: &self.person.interrupts,
        };
        let chosen = [one, two].map(|stacks| stacks.iter().collect::<Vec<_>>());
        let deployments = [one, two].map(deployment);
        let first = deployments[0].deploy(&chosen[0]);
        let second = async {
            tokio::time::sleep(after).await;
            deployments[1].deploy(&chosen[1]).await
        };
        self.runtime.block_on(async {
            tokio::select! {
                results = async { tokio::join!(first, second) } => results.into(),
                () = tokio::time::sleep(Duration::from_hours(1)) => panic!("it never ends"),
            }
        })
    }

    /// Changes the account, at the time of the scene.
    pub fn world<T>(&self, with: impl FnOnce(&mut super::World) -> T) -> T {
        self.runtime.block_on(async { self.account.world(with) })
    }
}
