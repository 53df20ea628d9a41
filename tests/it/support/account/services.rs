//! The account's other services: parameters, schedules, the identity.

use super::Account;
use super::fault::error;
use super::world::{World, stamp};
use crate::support::unscripted::Unscripted;
use jiff::Timestamp;
use sa_infra::cloud::events::{Events, NewEvent, Rule};
use sa_infra::cloud::scheduler::{ListedSchedule, Schedule, ScheduleState, Scheduler};
use sa_infra::cloud::ssm::{Agent, NewParameter, Parameter, Ssm, Written};
use sa_infra::cloud::sts::{Identity, Sts};
use sa_infra::cloud::{Cloud, Clouds, Environment, Kind, Result, Secret};

/// The target of every schedule.
const TARGET: &str = "arn:aws:ecs:us-east-1:111122223333:cluster/c";

impl Clouds for Account {
    type Cloud = Self;

    fn at(&self, environment: Environment<'_>) -> Result<Self> {
        self.of(environment.account)
    }
}

impl Cloud for Account {
    type CloudFormation = Self;
    type Ssm = Self;
    type Scheduler = Self;
    type Sts = Self;
    type S3 = Self;
    type Ecr = Self;
    type CloudWatch = Unscripted;
    type CodeBuild = Unscripted;
    type Logs = Self;
    type Sns = Unscripted;
    type Ecs = Self;
    type Events = Self;
    type Iam = Unscripted;
    type Quotas = Unscripted;
    type Lambda = Self;
    type CloudControl = Self;
    type Ec2 = Unscripted;

    fn account(&self) -> Option<&str> {
        Some(
            self.0
                .id
                .get_or_init(|| self.0.world.borrow().account().to_owned()),
        )
    }

    fn region(&self) -> &'static str {
        "us-east-1"
    }

    fn cloudformation(&self) -> &Self {
        self
    }

    fn ssm(&self) -> &Self {
        self
    }

    fn scheduler(&self) -> &Self {
        self
    }

    fn sts(&self) -> &Self {
        self
    }

    fn s3(&self) -> &Self {
        self
    }

    fn ecr(&self) -> &Self {
        self
    }

    fn cloudwatch(&self) -> &Unscripted {
        &Unscripted
    }

    fn codebuild(&self) -> &Unscripted {
        &Unscripted
    }

    fn logs(&self) -> &Self {
        self
    }

    fn sns(&self) -> &Unscripted {
        &Unscripted
    }

    fn ecs(&self) -> &Self {
        self
    }

    fn events(&self) -> &Self {
        self
    }

    fn iam(&self) -> &Unscripted {
        &Unscripted
    }

    fn quotas(&self) -> &Unscripted {
        &Unscripted
    }

    fn lambda(&self) -> &Self {
        self
    }

    fn cloudcontrol(&self) -> &Self {
        self
    }

    fn ec2(&self) -> &Unscripted {
        &Unscripted
    }
}

impl Ssm for Account {
    async fn get_parameters(&self, names: &[String]) -> Result<Vec<Parameter>> {
        let mut found = Vec::new();
        for names in names.chunks(10) {
            let page = self.call("ssm:GetParameters", names.join(" "), |world| {
                let get = |name: &String| {
                    let newest = world.parameters.get(name)?;
                    let is_stale = world.now.saturating_sub(newest.3) < world.stale_values;
                    let before = world.before.get(name).filter(|_| is_stale);
                    let (kind, value, version, at) = before.map_or(Some(newest), Option::as_ref)?;
                    Some(Parameter {
                        name: name.clone(),
                        kind: (&**kind).into(),
                        value: Secret::new(value.clone()),
                        version: *version,
                        modified: Some(stamp(*at)),
                    })
                };
                Ok(names.iter().filter_map(get).collect::<Vec<_>>())
            });
            found.extend(page.await?);
        }
        Ok(found)
    }

    async fn describe_parameters(&self, names: &[String]) -> Result<Vec<Written>> {
        self.call("ssm:DescribeParameters", names.join(" "), |world| {
            let there = names.iter().filter(|name| world.parameters.contains_key(*name));
            Ok(there
                .map(|name| Written {
                    name: name.clone(),
                    by: Some("arn:aws:iam::111122223333:user/jo".to_owned()),
                })
                .collect())
        })
        .await
    }

    async fn put_parameter(&self, new: &NewParameter) -> Result<i64> {
        let what = format!("{} {}", new.name, new.kind);
        self.call("ssm:PutParameter", what, |world| {
            let old = world.parameters.get(&new.name);
            if old.is_some() && !new.overwrite {
                return Err(error("ssm:PutParameter", Kind::AlreadyExists));
            }
            if let (Some((time, kind)), Some(at)) = (&world.holds_names, world.deleted.get(&new.name))
                && world.now < *at + *time
            {
                return Err(error("ssm:PutParameter", kind.clone()));
            }
            let kind = old.map_or(new.kind.as_str(), |old| &old.0).to_owned();
            let version = old.map_or(0, |old| old.2) + 1;
            let deaf = world.deaf.as_ref() == Some(&new.name);
            let value = if deaf { "noise" } else { new.value.expose() }.to_owned();
            let at = world.now;
            world.before.insert(new.name.clone(), old.cloned());
            world
                .parameters
                .insert(new.name.clone(), (kind, value, version, at));
            Ok(version)
        })
        .await
    }

    async fn delete_parameter(&self, name: &str) -> Result<bool> {
        self.call("ssm:DeleteParameter", name, |world| {
            world.deleted.insert(name.to_owned(), world.now);
            Ok(world.parameters.remove(name).is_some())
        })
        .await
    }

    async fn describe_instance_information(&self, _: &str) -> Result<Option<Agent>> {
        panic!("no script for DescribeInstanceInformation")
    }
}

impl Scheduler for Account {
    async fn get_schedule(&self, group: &str, name: &str) -> Result<Option<Schedule>> {
        self.call("scheduler:GetSchedule", name, |world| {
            let state = world.schedules.get(&(group.to_owned(), name.to_owned()));
            Ok(state.map(|(state, at)| Schedule {
                end: None,
                start: world.starts.get(&(group.to_owned(), name.to_owned())).copied(),
                group: group.to_owned(),
                name: name.to_owned(),
                state: (&**state).into(),
                expression: "rate(1 day)".to_owned(),
                timezone: None,
                target_arn: TARGET.to_owned(),
                modified: Some(stamp(*at)),
            }))
        })
        .await
    }

    async fn list_schedules(&self, group: &str) -> Result<Vec<ListedSchedule>> {
        self.call("scheduler:ListSchedules", group, |world| {
            let all = world.schedules.iter();
            let own = all.filter(|((own, _), _)| own == group);
            Ok(own
                .map(|((group, name), (state, _))| ListedSchedule {
                    group: group.clone(),
                    name: name.clone(),
                    state: (&**state).into(),
                    target_arn: TARGET.to_owned(),
                })
                .collect())
        })
        .await
    }

    async fn set_schedule_state(&self, group: &str, name: &str, state: &ScheduleState) -> Result<()> {
        let what = format!("{name} {state}");
        self.call("scheduler:UpdateSchedule", what, |world| {
            let key = (group.to_owned(), name.to_owned());
            let at = world.now;
            world.schedules.insert(key, (state.as_str().to_owned(), at));
            Ok(())
        })
        .await
    }

    async fn set_schedule_start(
        &self,
        group: &str,
        name: &str,
        state: &ScheduleState,
        start: Option<Timestamp>,
    ) -> Result<()> {
        let what = format!("{name} {state}");
        self.call("scheduler:UpdateSchedule", what, |world| {
            let key = (group.to_owned(), name.to_owned());
            let at = world.now;
            world
                .schedules
                .insert(key.clone(), (state.as_str().to_owned(), at));
            match start {
                Some(start) => world.starts.insert(key, start),
                None => world.starts.remove(&key),
            };
            Ok(())
        })
        .await
    }
}

impl Sts for Account {
    async fn get_caller_identity(&self) -> Result<Identity> {
        self.call("sts:GetCallerIdentity", "", |world| {
            Ok(Identity {
                account: world.account().to_owned(),
                arn: format!("arn:aws:iam::{}:user/jo", world.account()),
            })
        })
        .await
    }

    async fn decode_authorization_message(&self, encoded: &str) -> Result<String> {
        let call = "sts:DecodeAuthorizationMessage";
        self.call(call, encoded, |world| {
            let refused = || Kind::AccessDenied {
                action: call.to_owned(),
                resource: None,
            };
            world.decoded.clone().ok_or_else(|| error(call, refused()))
        })
        .await
    }
}

impl Events for Account {
    async fn rule(&self, name: &str) -> Result<Option<Rule>> {
        let is_there = |world: &mut World| {
            Ok(world.rules.get(name).map(|state| Rule {
                state: state.as_str().into(),
                pattern: None,
            }))
        };
        self.call("events:DescribeRule", name, is_there).await
    }

    async fn test_event_pattern(&self, pattern: &str, event: &str) -> Result<bool> {
        Unscripted.test_event_pattern(pattern, event).await
    }

    async fn put_event(&self, event: &NewEvent) -> Result<String> {
        Unscripted.put_event(event).await
    }
}
