//! Parts of Auto Scaling groups.

use crate::aws::{autoscaling, ec2};
use crate::model::construct::Ref;
use crate::model::value::{Prop, Val};

/// The launch template, in the latest version that the stack makes of it.
impl From<&Ref<ec2::LaunchTemplate>> for autoscaling::LaunchTemplateSpecification {
    fn from(template: &Ref<ec2::LaunchTemplate>) -> Self {
        Self {
            launch_template_id: template.id().into(),
            ..Self::new(template.latest_version_number())
        }
    }
}

impl From<&Ref<ec2::LaunchTemplate>> for Prop<autoscaling::LaunchTemplateSpecification> {
    fn from(template: &Ref<ec2::LaunchTemplate>) -> Self {
        Self::Set(Val::Known(template.into()))
    }
}

impl autoscaling::TargetTrackingConfiguration {
    /// Keeps the average CPU utilization of the group at this percentage.
    pub fn cpu(percent: impl Into<Val<f64>>) -> Self {
        let metric = autoscaling::PredefinedMetricSpecificationPredefinedMetricType::AsgAverageCpuUtilization;
        Self {
            predefined_metric_specification: autoscaling::PredefinedMetricSpecification::new(metric).into(),
            ..Self::new(percent)
        }
    }
}
