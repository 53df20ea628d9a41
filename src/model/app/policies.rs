//! What CloudFormation waits for when it creates a resource, and how it updates one: `CreationPolicy` and `UpdatePolicy`.

use crate::model::json::{Fields, Json, Text};

/// What has to happen before a resource counts as created.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CreationPolicy {
    fields: Fields,
}

/// How CloudFormation updates resources that many others stand behind.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct UpdatePolicy {
    fields: Fields,
}

/// How an Auto Scaling group exchanges its instances, a few at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollingUpdate {
    /// The most instances that are exchanged at once; CloudFormation's default is 1.
    pub max_batch_size: Option<u32>,
    /// How many instances stay in service meanwhile.
    pub min_instances_in_service: Option<u32>,
    /// The share of new instances, in percent, that must signal success.
    pub min_successful_instances_percent: Option<u32>,
    /// How long it waits after each batch, `PT5M`.
    pub pause_time: Option<Text>,
    /// Whether it waits for a signal of each new instance.
    pub wait_on_resource_signals: Option<bool>,
    /// Processes of the group that pause during the update, `AZRebalance`.
    pub suspend_processes: Vec<Text>,
}

impl CreationPolicy {
    /// Waits for so many signals of `cfn-signal`, at most as long as the timeout says: `PT15M`.
    pub fn signals(count: u32, timeout: impl Into<Text>) -> Self {
        let signal = Fields::from_iter([("Count", Json::from(count)), ("Timeout", timeout.into().into())]);
        let mut fields = Fields::default();
        fields.insert("ResourceSignal", signal);
        Self { fields }
    }

    /// Of an Auto Scaling group: the share of its instances, in percent, that must signal success.
    #[must_use]
    pub fn min_successful_instances_percent(mut self, percent: u32) -> Self {
        let share = Fields::from_iter([("MinSuccessfulInstancesPercent", percent)]);
        self.fields.insert("AutoScalingCreationPolicy", share);
        self
    }
}

impl UpdatePolicy {
    /// The instances of an Auto Scaling group are exchanged a few at a time.
    pub fn rolling(update: RollingUpdate) -> Self {
        let mut fields = Fields::default();
        let numbers = [
            ("MaxBatchSize", update.max_batch_size),
            ("MinInstancesInService", update.min_instances_in_service),
            (
                "MinSuccessfulInstancesPercent",
                update.min_successful_instances_percent,
            ),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                fields.insert(name, number);
            }
        }
        if let Some(pause) = update.pause_time {
            fields.insert("PauseTime", pause);
        }
        if let Some(waits) = update.wait_on_resource_signals {
            fields.insert("WaitOnResourceSignals", waits);
        }
        if !update.suspend_processes.is_empty() {
            fields.insert("SuspendProcesses", update.suspend_processes);
        }
        Self::of("AutoScalingRollingUpdate", fields)
    }

    /// A new Auto Scaling group takes the place of the old one, which stays until the new one is complete.
    pub fn replacing() -> Self {
        Self::of(
            "AutoScalingReplacingUpdate",
            Fields::from_iter([("WillReplace", true)]),
        )
    }

    /// Sizes of an Auto Scaling group that a scheduled action has changed stay, unless the template changes them.
    #[must_use]
    pub fn keep_scheduled_sizes(mut self) -> Self {
        let keep = Fields::from_iter([("IgnoreUnmodifiedGroupSizeProperties", true)]);
        self.fields.insert("AutoScalingScheduledAction", keep);
        self
    }

    /// The traffic of a Lambda alias moves to the new version as this deployment group of `CodeDeploy` says.
    pub fn code_deploy(application: impl Into<Json>, deployment_group: impl Into<Json>) -> Self {
        let fields = Fields::from_iter([
            ("ApplicationName", application.into()),
            ("DeploymentGroupName", deployment_group.into()),
        ]);
        Self::of("CodeDeployLambdaAliasUpdate", fields)
    }

    /// A policy under its name in CloudFormation: `EnableVersionUpgrade`, `UseOnlineResharding`.
    pub fn of(name: impl Into<Text>, value: impl Into<Json>) -> Self {
        let mut fields = Fields::default();
        fields.insert(name, value);
        Self { fields }
    }
}

impl From<CreationPolicy> for Json {
    fn from(policy: CreationPolicy) -> Self {
        policy.fields.into()
    }
}

impl From<UpdatePolicy> for Json {
    fn from(policy: UpdatePolicy) -> Self {
        policy.fields.into()
    }
}
