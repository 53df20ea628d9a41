//! Stacks for tests of live values: as the CDK deployed them, and as they are now.

use super::scene::{Scene, secret, stack};
use sa_infra::app::Initial;
use sa_infra::synth::Artifact;
use serde_json::{Value, json};

/// A secret of the owner. No output may contain it.
pub const MARKER: &str = "owner-marker-7f3a";

/// The owner's account id.
pub const ACCOUNT: &str = "444455556666";

fn schedule(state: Option<Value>, about: &str) -> Value {
    let mut properties = json!({
        "Name": "sa-run",
        "Description": about,
        "ScheduleExpression": "rate(1 day)",
    });
    if let Some(state) = state {
        properties["State"] = state;
    }
    json!({"Type": "AWS::Scheduler::Schedule", "Properties": properties})
}

fn parameter(name: &str, value: &Value, about: &str) -> Value {
    let properties = json!({"Name": name, "Type": "String", "Value": value, "Description": about});
    json!({"Type": "AWS::SSM::Parameter", "Properties": properties})
}

/// The stack of the original: literal values that the owner then overwrote.
pub fn original() -> Artifact {
    let resources = json!({
        "Account": parameter("SA_ACCOUNT", &json!("put_account_id_here"), "an account"),
        "Key": parameter("SA_KEY", &json!("put_it_here"), "a key"),
        "Run": schedule(None, "runs"),
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "original"}},
    });
    stack("s", &json!({"Resources": resources}))
}

/// The current stack: live values as template parameters, the key as a SecureString.
pub fn current(version: &str) -> Artifact {
    let resources = json!({
        "Account": parameter("SA_ACCOUNT", &json!({"Ref": "AccountValue"}), version),
        "Run": schedule(Some(json!({"Ref": "RunState"})), version),
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": version}},
    });
    let parameters = json!({
        "AccountValue": {"Type": "String", "NoEcho": true},
        "RunState": {"Type": "String"},
    });
    let mut stack = stack("s", &json!({"Parameters": parameters, "Resources": resources}));
    stack.secrets = vec![secret("/sa/KEY", Some("SA_KEY"))];
    let initial = [("AccountValue", "put_account_id_here"), ("RunState", "ENABLED")];
    let initial =
        initial.map(|(name, value)| (name.to_owned().into(), Initial::Value(value.to_owned().into())));
    stack.initial_values = initial.into();
    stack
}

impl Scene {
    /// The owner's changes after the first deployment.
    pub fn owned(self) -> Self {
        self.world(|world| {
            world.set_parameter("SA_ACCOUNT", ACCOUNT);
            world.set_schedule("sa-run", "DISABLED");
            let key = if world.parameter("SA_KEY").is_some() {
                "SA_KEY"
            } else {
                "/sa/KEY"
            };
            world.set_parameter(key, MARKER);
        });
        self
    }

    /// A deployed current stack with the owner's values.
    pub fn living() -> Self {
        Self::with(&[current("1")]).owned()
    }

    /// The original stack with the owner's values.
    pub fn inherited() -> Self {
        Self::with(&[original()]).owned()
    }

    /// All of the owner's values still exist, in their current place, and no note of them is left.
    pub fn is_intact(&self, after: &str) {
        self.settled();
        self.world(|world| {
            assert_eq!(world.parameter("SA_ACCOUNT"), Some(ACCOUNT), "{after}");
            assert_eq!(world.schedule("sa-run"), Some("DISABLED"), "{after}");
            let key = world.parameter("/sa/KEY").or(world.parameter("SA_KEY"));
            assert_eq!(key, Some(MARKER), "{after}");
            assert_eq!(world.parameter("/sa-infra/s/live-values"), None, "{after}");
        });
    }
}
