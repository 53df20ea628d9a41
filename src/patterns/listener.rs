//! What listeners of load balancers do.

use crate::aws::elasticloadbalancingv2::{ListenerAction, ListenerActionType, TargetGroup};
use crate::model::arn::Arn;
use crate::model::value::Val;

impl ListenerAction {
    /// Forwards requests to a target group.
    pub fn forward(targets: impl Into<Val<Arn<TargetGroup>>>) -> Self {
        let target_group_arn = targets.into().into();
        Self {
            target_group_arn,
            ..Self::new(ListenerActionType::Forward)
        }
    }
}
