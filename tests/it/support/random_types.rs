//! Resources of every type at random: the required properties and a few others, with values that their facts allow.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
use sa_infra::facts::{self, Format, Length, Object, Range, Rule, Shape, Text};
use sa_infra::json::{Fields, Json};

/// Deeper objects have what they must have only.
const DEPTH: usize = 3;

/// The values of one run.
pub struct Values<'a>(pub &'a mut TestRunner);

impl Values<'_> {
    /// A value of this strategy.
    fn draw<T: std::fmt::Debug>(&mut self, strategy: impl Strategy<Value = T>) -> T {
        strategy.new_tree(self.0).unwrap().current()
    }

    /// A type, and properties of it.
    pub fn resource(&mut self) -> (&'static str, Fields) {
        let names: Vec<_> = facts::names()
            .filter(|name| !name.contains("Serverless"))
            .collect();
        let name = self.draw(proptest::sample::select(names));
        let properties = facts::resource_type(name).unwrap().properties.get();
        (name, self.object(properties, 0))
    }

    fn object(&mut self, object: &Object, depth: usize) -> Fields {
        let mut wanted = object.required.clone();
        for rule in &object.rules {
            match rule {
                Rule::ExactlyOne(names) | Rule::AtLeastOne(names) => wanted.extend(names.first()),
                Rule::AnyGroup(groups) | Rule::OneGroup(groups) => {
                    wanted.extend(groups.first().into_iter().flatten());
                }
                Rule::Excludes(..) | Rule::Needs(..) => {}
            }
        }
        let optional = depth == 0 && object.rules.is_empty();
        let mut fields = Fields::default();
        for property in &object.properties {
            if wanted.contains(&property.name) || (optional && self.draw(0..8_u8) == 0) {
                fields.insert(property.name, self.value(&property.shape, depth + 1));
            }
        }
        fields
    }

    fn value(&mut self, shape: &Shape, depth: usize) -> Json {
        match shape {
            Shape::Text(text) => Json::Text(self.text(text).into()),
            Shape::Integer(range) | Shape::Number(range) => Json::Int(self.number(range)),
            Shape::Boolean => Json::Bool(self.draw(any::<bool>())),
            Shape::List { item, length, .. } => {
                let count = length.min.max(u32::from(depth < DEPTH)).min(length.max);
                Json::List((0..count).map(|_| self.value(item, depth)).collect())
            }
            Shape::Map { .. } | Shape::Document | Shape::Any => Json::Map(Fields::default()),
            Shape::Object(object) => Json::Map(self.object(object.get(), depth)),
            Shape::OneOf(shapes) => self.value(&shapes[0], depth),
        }
    }

    fn number(&mut self, range: &Range) -> i64 {
        if let Some(choice) = range.choices.first() {
            return *choice;
        }
        #[expect(clippy::cast_possible_truncation, reason = "limits are whole and small")]
        let whole = |limit: f64| limit.ceil() as i64;
        let least = range.min.map_or(0, whole);
        let most = range.max.map_or(least + 9, whole);
        self.draw(least..=most.max(least))
    }

    fn text(&mut self, text: &Text) -> String {
        if !text.choices.is_empty() {
            return self
                .draw(proptest::sample::select(text.choices.clone()))
                .to_owned();
        }
        match text.format {
            Format::Ipv4Network => return "10.0.0.0/24".to_owned(),
            Format::Ipv6Network => return "2001:db8::/64".to_owned(),
            Format::DateTime => return "2030-01-01T00:00:00Z".to_owned(),
            Format::Arn(_) => return "arn:aws:iam::123456789012:role/example".to_owned(),
            Format::Plain | Format::Id(_) => {}
        }
        let Length { min, max } = text.length;
        let by_pattern = text
            .pattern
            .and_then(|pattern| string_regex(pattern.trim_matches(['^', '$'])).ok());
        let plain = string_regex(&format!("[a-z]{{{},{}}}", min.max(1), max.min(min.max(1) + 9))).unwrap();
        self.draw(by_pattern.unwrap_or(plain))
    }
}
