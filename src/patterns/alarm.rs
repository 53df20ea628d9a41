//! An alarm that notifies a topic as soon as an event is counted.

use crate::aws::{cloudwatch, sns};
use crate::model::app::Scope;
use crate::model::arn::Arn;
use crate::model::construct::{Construct, Ref};
use crate::model::value::{Prop, Val};

/// In state `ALARM` when the metric's sum over five minutes is one or more. Missing data counts as OK.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// The alarm's name: the subject of the message.
    pub name: String,
    /// What happened and what to do, in a sentence or two: the body of the message.
    pub description: String,
    /// The metric: namespace, name, and dimension if it has one.
    pub metric: (String, String),
    /// The metric's dimension.
    pub dimension: Option<(&'static str, Val<String>)>,
    /// The topic to notify.
    pub topic: Val<Arn<sns::Topic>>,
}

impl Construct for Alarm {
    type Handle = Ref<cloudwatch::Alarm>;

    fn build(self, scope: &mut Scope<'_>) -> Ref<cloudwatch::Alarm> {
        let (namespace, metric) = self.metric;
        let dimensions = match self.dimension {
            Some((name, value)) => [cloudwatch::Dimension::new(name, value)].into(),
            None => Prop::Unset,
        };
        scope.at("Resource").put_bare(cloudwatch::Alarm {
            alarm_name: self.name.into(),
            alarm_description: self.description.into(),
            alarm_actions: [self.topic].into(),
            namespace: namespace.into(),
            metric_name: metric.into(),
            dimensions,
            statistic: cloudwatch::AlarmStatistic::Sum.into(),
            period: 300.into(),
            evaluation_periods: 1.into(),
            threshold: 1.into(),
            comparison_operator: cloudwatch::ComparisonOperator::GreaterThanOrEqualToThreshold.into(),
            treat_missing_data: cloudwatch::TreatMissingData::NotBreaching.into(),
            ..Default::default()
        })
    }
}
