//! A scene for a test of `destroy`: a stack with everything that can be lost, and its user.

use super::scene::{Scene, secret, stack};
use sa_infra::deploy::destroy::{Destruction, Failure, Options, Results};
use sa_infra::deploy::ui::Outcome;
use sa_infra::synth::Artifact;
use serde_json::json;

/// A stack with data: a bucket, a repository, a schedule, a parameter, a secret, a topic, a retained log group.
pub fn holding() -> Artifact {
    let resource = |kind: &str, properties| json!({"Type": kind, "Properties": properties});
    let mut logs = resource("AWS::Logs::LogGroup", json!({"LogGroupName": "/sa/logs"}));
    logs["DeletionPolicy"] = json!("Retain");
    let schedule = json!({"Name": "sa-run", "ScheduleExpression": "rate(1 day)"});
    let account = json!({"Name": "SA_ACCOUNT", "Type": "String", "Value": "put_account_id_here"});
    let mut stack = stack(
        "s",
        &json!({"Resources": {
            "Data": resource("AWS::S3::Bucket", json!({"BucketName": "data"})),
            "Images": resource("AWS::ECR::Repository", json!({"RepositoryName": "images"})),
            "Run": resource("AWS::Scheduler::Schedule", schedule),
            "Account": resource("AWS::SSM::Parameter", account),
            "Topic": resource("AWS::SNS::Topic", json!({"DisplayName": "t"})),
            "Logs": logs,
        }}),
    );
    stack.secrets = vec![secret("/sa/KEY", None)];
    stack
}

impl Scene {
    /// Destroys these stacks of an app; `None` when a fault killed the command.
    pub fn try_destroy(&self, all: &[Artifact], options: &Options) -> Option<Results> {
        let destruction = Destruction {
            clouds: &self.account,
            all,
            options,
            ui: &self.person,
            interrupts: &self.person.interrupts,
        };
        let named = all.iter().collect::<Vec<_>>();
        self.until_killed(destruction.destroy(&named))
    }

    /// Destroys one stack.
    pub fn destroy(&self, stack: &Artifact) -> Result<Outcome, Failure> {
        let stacks = std::slice::from_ref(stack);
        let results = self.try_destroy(stacks, &Options::default()).unwrap();
        results.into_iter().next().unwrap().1
    }

    /// The stack with data, deployed and in use.
    pub fn full() -> Self {
        let scene = Self::with(&[holding()]);
        scene.world(|world| {
            world.fill("data", 3);
            world.push("images");
            world.set_parameter("SA_ACCOUNT", "444455556666");
            world.set_parameter("/sa/KEY", "owner-marker-7f3a");
        });
        scene
    }
}
