//! `json!`: a document, written as JSON.

/// A document, written as JSON: `json!({"Type": "Task", "Resource": function.arn(), "Retry": [{"MaxAttempts": 3}]})`.
///
/// A value is an object, a list, or an expression that converts into [`Json`](crate::json::Json): a literal, an attribute of a
/// handle, a `text!`. A key is a literal.
///
/// ```
/// use sa_infra::app::App;
/// use sa_infra::aws::sqs;
/// use sa_infra::json;
///
/// let mut app = App::new();
/// let stack = app.stack("orders");
/// let dead = stack.at("dead").put(sqs::Queue::default());
/// stack.at("orders").put(sqs::Queue {
///     redrive_policy: json!({"deadLetterTargetArn": dead.arn(), "maxReceiveCount": 3}).into(),
///     ..Default::default()
/// });
/// # app.synth().unwrap();
/// ```
#[macro_export]
macro_rules! json {
    ({$($members:tt)*}) => {{
        #[allow(unused_mut, reason = "an object may be empty")]
        let mut fields = $crate::json::Fields::default();
        $crate::json!(@members fields $($members)*);
        $crate::json::Json::Map(fields)
    }};
    ([$($items:tt)*]) => {
        $crate::json!(@items [] $($items)*)
    };
    (@members $fields:ident) => {};
    (@members $fields:ident $key:literal: {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $fields.insert($key, $crate::json!({$($inner)*}));
        $crate::json!(@members $fields $($($rest)*)?);
    };
    (@members $fields:ident $key:literal: [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $fields.insert($key, $crate::json!([$($inner)*]));
        $crate::json!(@members $fields $($($rest)*)?);
    };
    (@members $fields:ident $key:literal: $value:expr $(, $($rest:tt)*)?) => {
        $fields.insert($key, $crate::json::Json::from($value));
        $crate::json!(@members $fields $($($rest)*)?);
    };
    (@items [$($done:tt)*]) => {
        $crate::json::Json::List(::std::vec![$($done)*])
    };
    (@items [$($done:tt)*] {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $crate::json!(@items [$($done)* $crate::json!({$($inner)*}),] $($($rest)*)?)
    };
    (@items [$($done:tt)*] [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $crate::json!(@items [$($done)* $crate::json!([$($inner)*]),] $($($rest)*)?)
    };
    (@items [$($done:tt)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::json!(@items [$($done)* $crate::json::Json::from($value),] $($($rest)*)?)
    };
    ($value:expr) => {
        $crate::json::Json::from($value)
    };
}

#[cfg(test)]
mod tests {
    use crate::intrinsic::region;
    use crate::text;

    #[test]
    fn a_document_is_written_as_json() {
        let name = "b".to_owned();
        let document = json!({
            "A": {"Empty": {}, "None": [], "Text": name, "Sum": 1 + 2},
            "List": [1, [true], {"In": region()}, text!["x", 5432],],
        });
        assert_eq!(
            serde_json::to_string(&document).unwrap(),
            r#"{"A":{"Empty":{},"None":[],"Text":"b","Sum":3},"List":[1,[true],{"In":{"Ref":"AWS::Region"}},"x5432"]}"#
        );
        assert_eq!(json!("x").as_text(), Some("x"));
    }
}
