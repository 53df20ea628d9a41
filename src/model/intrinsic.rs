//! CloudFormation's intrinsic functions and pseudo parameters, as typed values.

mod dynamic;
mod mapping;
mod part;

use crate::model::json::{Call, Fields, Json, Target, Text};
use crate::model::value::{List, Map, Plain, ToJson, Val};

pub use dynamic::{resolve_secret, resolve_secret_key, resolve_ssm, resolve_ssm_secure};
pub use mapping::Mapping;
pub use part::TextPart;

/// Joins text and expressions: `text![bucket.arn(), "/*"]`.
///
/// Takes text, numbers and everything that converts into text; neighboring literals become one, and only literals give a
/// literal.
#[macro_export]
macro_rules! text {
    ($($part:expr),* $(,)?) => {
        $crate::intrinsic::join("", [$($crate::intrinsic::TextPart::into_text($part)),*])
    };
}

/// A named condition of a stack; what `Stack::condition` returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(pub(crate) Text);

/// A pseudo parameter such as `AWS::Region`.
fn pseudo(name: &'static str) -> Val<String> {
    Val::expr(Call::Ref(Target::local(name)))
}

/// The account the stack is in.
pub fn account_id() -> Val<String> {
    pseudo("AWS::AccountId")
}

/// The region the stack is in.
pub fn region() -> Val<String> {
    pseudo("AWS::Region")
}

/// The partition the stack is in: `aws`, `aws-cn`, `aws-us-gov`.
pub fn partition() -> Val<String> {
    pseudo("AWS::Partition")
}

/// The domain of the partition's services: `amazonaws.com`.
pub fn url_suffix() -> Val<String> {
    pseudo("AWS::URLSuffix")
}

/// The name of the stack.
pub fn stack_name() -> Val<String> {
    pseudo("AWS::StackName")
}

/// The ARN of the stack.
pub fn stack_id() -> Val<String> {
    pseudo("AWS::StackId")
}

/// Omits the property; useful as a branch of [`choose`].
pub fn no_value<T>() -> Val<T> {
    Val::expr(Call::Ref(Target::local("AWS::NoValue")))
}

fn function<T>(name: &'static str, argument: impl Into<Json>) -> Val<T> {
    Val::expr(Call::function(name, argument.into()))
}

/// `Fn::Join`: the parts with `delimiter` between them.
pub fn join(delimiter: &'static str, parts: impl IntoIterator<Item = Val<String>>) -> Val<String> {
    let mut merged = Vec::<Json>::new();
    for part in parts {
        for part in inner_parts(delimiter, part.to_json()) {
            match (merged.last_mut(), part) {
                (Some(Json::Text(before)), Json::Text(text)) => {
                    let before = before.to_mut();
                    before.push_str(delimiter);
                    before.push_str(&text);
                }
                (_, part) => merged.push(part),
            }
        }
    }
    match (merged.len(), merged.pop()) {
        (_, None) => Val::Known(String::new()),
        (1, Some(Json::Text(text))) => Val::Known(text.into_owned()),
        (1, Some(Json::Call(call))) => Val::Expr(call),
        (_, Some(last)) => {
            merged.push(last);
            function("Fn::Join", [Json::from(delimiter), Json::List(merged)])
        }
    }
}

/// The parts of an inner join with the same delimiter, which can be merged into the outer one; otherwise the part
/// itself.
fn inner_parts(delimiter: &str, part: Json) -> Vec<Json> {
    match part {
        Json::Call(call) => match *call {
            Call::Function(name, Json::List(mut arguments))
                if name == "Fn::Join" && arguments.first().and_then(Json::as_text) == Some(delimiter) =>
            {
                match arguments.pop() {
                    Some(Json::List(parts)) => parts,
                    other => other.into_iter().collect(),
                }
            }
            call => vec![call.into()],
        },
        part => vec![part],
    }
}

/// `Fn::Sub`: `${Name}` in the template stands for a parameter, a pseudo parameter or a resource of the same stack.
/// For handles, [`text!`](crate::text) is safer.
pub fn sub(template: impl Into<Text>) -> Val<String> {
    function("Fn::Sub", template.into())
}

/// `Fn::Sub` with additional values for some of the names.
pub fn sub_with(template: impl Into<Text>, values: impl Into<Val<Map<String>>>) -> Val<String> {
    function("Fn::Sub", [Json::from(template.into()), values.into().to_json()])
}

/// `Fn::Select`: the element at `index`, counted from 0.
pub fn select<T: ToJson>(index: u32, list: impl Into<Val<List<T>>>) -> Val<T> {
    function("Fn::Select", [index.into(), list.into().to_json()])
}

/// `Fn::Split`: the string, split at every `delimiter`.
pub fn split(delimiter: &'static str, text: impl Into<Val<String>>) -> Val<List<String>> {
    function("Fn::Split", [delimiter.into(), text.into().to_json()])
}

/// `Fn::GetAZs`: the availability zones of the stack's region.
pub fn availability_zones() -> Val<List<String>> {
    function("Fn::GetAZs", "")
}

/// `Fn::Base64`, for user data.
pub fn base64(text: impl Into<Val<String>>) -> Val<String> {
    function("Fn::Base64", text.into().to_json())
}

/// `Fn::If`: the first value when the condition holds, else the second.
///
/// The first value determines the type: `choose(&is_large, "m7g.large", "t4g.small")` is a string. A value of a type of
/// [`aws`](crate::aws) is written as `Val::from(value)`.
pub fn choose<V: Plain>(
    condition: &Condition,
    then: V,
    otherwise: impl Into<Val<V::Value>>,
) -> Val<V::Value> {
    let name = Json::Text(condition.0.clone());
    function(
        "Fn::If",
        [name, then.into().to_json(), otherwise.into().to_json()],
    )
}

/// `Fn::FindInMap`: the entry under two keys of one of the stack's mappings.
pub fn find_in_map<T>(
    mapping: impl Into<Val<String>>,
    first: impl Into<Val<String>>,
    second: impl Into<Val<String>>,
) -> Val<T> {
    function(
        "Fn::FindInMap",
        [mapping.into(), first.into(), second.into()].map(ToJson::to_json),
    )
}

/// `Fn::ImportValue` of an export outside this app. Handles of other stacks are imported automatically.
pub fn import_value<T>(export: impl Into<Val<String>>) -> Val<T> {
    function("Fn::ImportValue", export.into().to_json())
}

/// A template parameter of the same stack, by name.
pub fn parameter<T>(name: &str) -> Val<T> {
    Val::expr(Call::Ref(Target::local(name)))
}

/// A test. [`Stack::condition`](crate::model::app::Stack::condition) turns it into a named condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Test(pub(crate) Json);

fn test(name: &'static str, argument: impl Into<Json>) -> Test {
    Test(Call::function(name, argument.into()).into())
}

impl From<&Condition> for Test {
    fn from(condition: &Condition) -> Self {
        test("Condition", Json::Text(condition.0.clone()))
    }
}

/// `Fn::Equals`: both strings are equal.
pub fn equals(left: impl Into<Val<String>>, right: impl Into<Val<String>>) -> Test {
    test("Fn::Equals", [left.into().to_json(), right.into().to_json()])
}

/// `Fn::Not`.
pub fn not(condition: impl Into<Test>) -> Test {
    test("Fn::Not", [condition.into().0])
}

/// `Fn::And` of two to ten tests.
pub fn all(tests: impl IntoIterator<Item = Test>) -> Test {
    test(
        "Fn::And",
        Json::List(tests.into_iter().map(|test| test.0).collect()),
    )
}

/// `Fn::Or` of two to ten tests.
pub fn any(tests: impl IntoIterator<Item = Test>) -> Test {
    test(
        "Fn::Or",
        Json::List(tests.into_iter().map(|test| test.0).collect()),
    )
}

/// A JSON object for properties that hold arbitrary documents: `object([("a", "b".into())])`.
pub fn object<const N: usize>(members: [(&'static str, Json); N]) -> Json {
    Json::Map(Fields::from_iter(members))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: Val<String>) -> String {
        serde_json::to_string(&value.to_json()).unwrap()
    }

    #[test]
    fn text_merges_neighbouring_literals() {
        assert_eq!(json(text!["a", "b", String::from("c")]), r#""abc""#);
        assert_eq!(
            json(text!["arn:", partition(), ":x:", "y"]),
            r#"{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":x:y"]]}"#
        );
        assert_eq!(
            json(text!["a", text!["b", region(), "c"], "d"]),
            r#"{"Fn::Join":["",["ab",{"Ref":"AWS::Region"},"cd"]]}"#
        );
    }

    #[test]
    fn functions_nest() {
        let zone = select(1, availability_zones());
        assert_eq!(json(zone), r#"{"Fn::Select":[1,{"Fn::GetAZs":""}]}"#);
    }
}
