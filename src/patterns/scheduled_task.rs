//! A Fargate task that runs on a schedule in a given time zone, with limited retries.

use crate::aws::{ec2, ecs, iam, scheduler};
use crate::model::app::Scope;
use crate::model::arn::Arn;
use crate::model::construct::{Construct, Ref};
use crate::model::intrinsic::{account_id, partition, region};
use crate::model::policy::{allow, document, trust};
use crate::model::value::{List, Val};
use crate::text;

/// The role with which EventBridge Scheduler runs tasks: these families in this cluster, with these roles.
#[derive(Clone, Debug)]
pub struct Scheduler {
    /// The cluster the tasks run in.
    pub cluster: Val<Arn<ecs::Cluster>>,
    /// The families of the task definitions; any revision.
    pub families: Vec<String>,
    /// The roles of the task definitions, which it passes to ECS.
    pub roles: Vec<Val<Arn<iam::Role>>>,
    /// The group whose schedules may use this role.
    pub group: Ref<scheduler::ScheduleGroup>,
}

impl Construct for Scheduler {
    type Handle = Ref<iam::Role>;

    fn build(self, scope: &mut Scope<'_>) -> Ref<iam::Role> {
        let families = self.families.into_iter().map(|family| {
            text![
                "arn:",
                partition(),
                ":ecs:",
                region(),
                ":",
                account_id(),
                ":task-definition/",
                family,
                ":*"
            ]
        });
        let run = allow(["ecs:RunTask"])
            .on_each(families)
            .when("ArnEquals", "ecs:cluster", self.cluster);
        let pass = allow(["iam:PassRole"]).on_each(self.roles).when(
            "StringEquals",
            "iam:PassedToService",
            "ecs-tasks.amazonaws.com",
        );
        let assume = trust("scheduler.amazonaws.com")
            .when("StringEquals", "aws:SourceAccount", account_id())
            .when("ArnEquals", "aws:SourceArn", self.group.arn());
        scope.at("Resource").put_bare(iam::Role {
            policies: [iam::RolePolicyDefinition::new(document([run, pass]), "run-tasks")].into(),
            ..iam::Role::new(assume)
        })
    }
}

/// One schedule that runs one task definition.
#[derive(Clone, Debug)]
pub struct ScheduledTask {
    /// Its name on the command line.
    pub service: String,
    /// Whether it acts on the outside world. Then starting it by hand needs a confirmation.
    pub trades: bool,
    /// The schedule's name, unique in its group.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its group.
    pub group: Ref<scheduler::ScheduleGroup>,
    /// The expression: `cron(...)` in the dialect of EventBridge.
    pub expression: String,
    /// The time zone of the expression, by its IANA name.
    pub timezone: String,
    /// Whether it is enabled.
    pub state: Val<scheduler::ScheduleState>,
    /// The role of [`Scheduler`].
    pub role: Ref<iam::Role>,
    /// The cluster.
    pub cluster: Val<Arn<ecs::Cluster>>,
    /// The task that it runs.
    pub task: Ref<ecs::TaskDefinition>,
    /// The subnets; each task gets a public address, because there is no NAT.
    pub subnets: Vec<Ref<ec2::Subnet>>,
    /// The security group.
    pub security_group: Ref<ec2::SecurityGroup>,
    /// For how long a run that could not be started is retried, in seconds.
    pub max_age: u32,
    /// The maximum number of retries.
    pub retries: u32,
}

impl Construct for ScheduledTask {
    type Handle = Ref<scheduler::Schedule>;

    fn build(self, scope: &mut Scope<'_>) -> Ref<scheduler::Schedule> {
        let network = scheduler::AwsVpcConfiguration {
            assign_public_ip: scheduler::AssignPublicIp::Enabled.into(),
            security_groups: [self.security_group.group_id()].into(),
            ..scheduler::AwsVpcConfiguration::new(
                self.subnets
                    .iter()
                    .map(Ref::<ec2::Subnet>::id)
                    .collect::<List<_>>(),
            )
        };
        let task = scheduler::EcsParameters {
            launch_type: scheduler::LaunchType::Fargate.into(),
            network_configuration: scheduler::NetworkConfiguration {
                awsvpc_configuration: network.into(),
            }
            .into(),
            task_count: 1.into(),
            ..scheduler::EcsParameters::new(self.task.arn())
        };
        let target = scheduler::Target {
            ecs_parameters: task.into(),
            retry_policy: scheduler::RetryPolicy {
                maximum_event_age_in_seconds: self.max_age.into(),
                maximum_retry_attempts: self.retries.into(),
            }
            .into(),
            ..scheduler::Target::new(self.cluster, self.role.arn())
        };
        let punctual = scheduler::FlexibleTimeWindow::new(scheduler::FlexibleTimeWindowMode::Off);
        let schedule = scope.at("Resource").put_bare(scheduler::Schedule {
            name: self.name.into(),
            description: self.description.into(),
            group_name: self.group.name().into(),
            schedule_expression_timezone: self.timezone.into(),
            state: self.state.into(),
            ..scheduler::Schedule::new(punctual, self.expression, target)
        });
        scope.service(self.service, &schedule, self.trades);
        schedule
    }
}
