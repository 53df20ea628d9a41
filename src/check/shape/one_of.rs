//! A value that may have one of several shapes.

use super::{Checker, Sink, describe_any, fits};
use crate::check::place::Place;
use crate::facts::Shape;
use crate::model::json::Json;

/// Nested alternatives are tried to this depth, so that no template can make the check run forever.
const DEEPEST: usize = 4;

impl Checker<'_, '_, '_> {
    /// Accepts a value that fits one shape; otherwise reports the problems with the closest one.
    pub(super) fn one_of(&mut self, shapes: &'static [Shape], json: &Json, place: &Place<'_>) {
        let candidates = || shapes.iter().filter(|shape| fits(shape, json));
        let mut best: Option<(usize, &'static Shape)> = None;
        for shape in candidates() {
            let problems = self.problems(shape, json, place);
            if problems == 0 {
                return;
            }
            if best.is_none_or(|(least, _)| problems < least) {
                best = Some((problems, shape));
            }
        }
        match (best, &mut self.sink) {
            (Some((problems, _)), Sink::Count(count)) => *count += problems,
            (Some((_, shape)), Sink::Report(_)) => self.value(shape, json, place),
            (None, _) => self.error(place, || {
                let wanted = describe_any(shapes);
                (
                    format!("expected {wanted}, found {}", json.kind()),
                    format!("write {wanted}"),
                )
            }),
        }
    }

    /// How many problems a value has with a shape.
    fn problems(&self, shape: &'static Shape, json: &Json, place: &Place<'_>) -> usize {
        if self.trials >= DEEPEST {
            return 0;
        }
        let mut trial = Checker {
            cx: self.cx,
            entry: self.entry,
            sink: Sink::Count(0),
            trials: self.trials + 1,
        };
        trial.value(shape, json, place);
        match trial.sink {
            Sink::Count(count) => count,
            Sink::Report(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::tests::{findings, resource};

    #[test]
    fn the_closest_shape_speaks() {
        let of = |properties: &str| findings(&resource(properties));
        assert_eq!(of(r#"{"Either": "a"}"#), "");
        assert_eq!(of(r#"{"Either": {"Known": "a"}}"#), "");
        assert!(of(r#"{"Either": {"Knwon": "a", "Known": "b"}}"#).contains("did you mean Known"));
        assert!(of(r#"{"Either": ["a"]}"#).contains("expected a string or an object, found a list"));
        assert_eq!(of(r#"{"Either": {"Ref": "O"}}"#), "");
    }
}
