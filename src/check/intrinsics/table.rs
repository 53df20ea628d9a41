//! CloudFormation's functions: their names, where each is allowed, and the check of its argument.

use super::{conditions, lists, references, texts};
use crate::check::context::Context;
use crate::check::place::{Area, Place};
use crate::check::report::Report;
use crate::model::json::Json;

/// A function other than `Ref` and `Fn::GetAtt`.
pub(super) struct Function {
    name: &'static str,
    place: Where,
    /// Checks the argument at the given place.
    pub(super) check: fn(&Context<'_>, &Json, &Place<'_>, &mut Report<'_>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In resources and outputs.
    Values,
    /// In values, conditions and rules.
    Anywhere,
    /// In conditions and rules.
    Conditions,
    /// In rules.
    Rules,
    /// Anywhere, if the template uses `AWS::LanguageExtensions`.
    Extension,
}

const fn function(
    name: &'static str,
    place: Where,
    check: fn(&Context<'_>, &Json, &Place<'_>, &mut Report<'_>),
) -> Function {
    Function { name, place, check }
}

/// In the order of CloudFormation's documentation.
const FUNCTIONS: [Function; 25] = [
    function("Fn::Base64", Where::Values, texts::base64),
    function("Fn::Cidr", Where::Values, lists::cidr),
    function("Fn::FindInMap", Where::Anywhere, references::find_in_map),
    function("Fn::GetAZs", Where::Values, lists::zones),
    function("Fn::GetStackOutput", Where::Values, references::stack_output),
    function("Fn::ImportValue", Where::Values, texts::import),
    function("Fn::Join", Where::Anywhere, texts::join),
    function("Fn::Select", Where::Anywhere, lists::select),
    function("Fn::Split", Where::Anywhere, lists::split),
    function("Fn::Sub", Where::Anywhere, texts::sub),
    function("Fn::Transform", Where::Anywhere, free),
    function("Fn::If", Where::Values, conditions::if_),
    function("Fn::And", Where::Conditions, conditions::many),
    function("Fn::Or", Where::Conditions, conditions::many),
    function("Fn::Not", Where::Conditions, conditions::not),
    function("Fn::Equals", Where::Conditions, conditions::equals),
    function("Condition", Where::Anywhere, conditions::named),
    function("Fn::Contains", Where::Rules, free),
    function("Fn::EachMemberEquals", Where::Rules, free),
    function("Fn::EachMemberIn", Where::Rules, free),
    function("Fn::RefAll", Where::Rules, free),
    function("Fn::ValueOf", Where::Rules, free),
    function("Fn::ValueOfAll", Where::Rules, free),
    function("Fn::Length", Where::Extension, free),
    function("Fn::ToJsonString", Where::Extension, free),
];

const LOOP: Function = function("Fn::ForEach", Where::Extension, free);

/// The function called `name`.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    if name.starts_with("Fn::ForEach::") {
        return Some(&LOOP);
    }
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// All names, to suggest the closest one.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS
        .iter()
        .map(|function| function.name)
        .chain(["Ref", "Fn::GetAtt"])
}

/// Macros that may have other members next to them.
pub(super) fn may_have_neighbours(name: &str) -> bool {
    name == "Fn::Transform" || name.starts_with("Fn::ForEach::")
}

impl Function {
    /// Why it is not allowed at `place`, and what to do instead.
    pub(super) fn misplaced(&self, cx: &Context<'_>, place: &Place<'_>) -> Option<(String, &'static str)> {
        let root = place.root();
        let in_rules = root.area == Area::Rest;
        let in_conditions = in_rules || root.area == Area::Conditions;
        let name = self.name;
        match self.place {
            Where::Values if in_conditions => Some((
                format!("{name} yields a value for resources and outputs, and is not allowed here"),
                "use Ref of a parameter, Fn::FindInMap, Fn::Join, Fn::Select, Fn::Split or Fn::Sub",
            )),
            Where::Conditions if !in_conditions => Some((
                format!("{name} is only allowed in Conditions"),
                "define a condition, and use its name in Fn::If",
            )),
            Where::Rules if !in_rules => Some((
                format!("{name} is only allowed in Rules"),
                "move the assertion into the template's Rules",
            )),
            Where::Extension if !cx.transformed => Some((
                format!(
                    "{name} needs the transform AWS::LanguageExtensions, which the template does not declare"
                ),
                "add \"Transform\": \"AWS::LanguageExtensions\" to the template",
            )),
            _ => None,
        }
    }
}

/// An argument that is not checked.
fn free(_: &Context<'_>, _: &Json, _: &Place<'_>, _: &mut Report<'_>) {}
