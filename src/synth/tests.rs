//! Synth of small apps: what crosses between stacks, and what is reported.

use super::Assembly;
use crate::model::app::{App, Overrides, Untyped};
use crate::model::construct::{Ref, Resource};
use crate::model::finding::{Finding, Findings};
use crate::model::json::{Fields, Json};
use crate::model::value::{List, Prop, ToJson, Val};

/// A resource with the one property these tests need.
#[derive(Default)]
struct Queue {
    uses: Prop<List<String>>,
}

impl ToJson for Queue {
    fn to_json(self) -> Json {
        let mut fields = Fields::default();
        fields.optional("Uses", self.uses);
        fields.into()
    }
}

impl Resource for Queue {
    const TYPE: &'static str = "Test::Made::Up";
}

fn uses(queue: &Ref<Queue>) -> Queue {
    let arn: Val<String> = queue.attribute("Arn");
    Queue { uses: [arn].into() }
}

fn errors(app: App) -> Vec<Finding> {
    app.synth().unwrap_err().0
}

#[test]
fn a_handle_of_another_stack_is_exported_there_and_imported_here() {
    let mut app = App::new();
    let made = app.stack("one").at("a").put(Queue::default());
    app.stack("two").at("b").put(uses(&made));
    let assembly = app.synth().unwrap();
    let text = assembly.stacks[1].template.to_compact();
    assert!(
        text.contains(r#"{"Fn::ImportValue":"one:ExportsOutputFnGetAtta"#),
        "{text}"
    );
    let text = assembly.stacks[0].template.to_compact();
    assert!(
        text.contains(r#""Export":{"Name":"one:ExportsOutputFnGetAtta"#),
        "{text}"
    );
    assert_eq!(*assembly.stacks[1].dependencies, ["one".into()]);
}

#[test]
fn producers_come_before_consumers_whatever_the_order_of_definition() {
    let mut app = App::new();
    app.stack("late");
    let made = app.stack("early").at("a").put(Queue::default());
    app.stacks[0].at("b").put(uses(&made));
    let assembly = app.synth().unwrap();
    assert_eq!(&*assembly.stacks[0].id, "early");
}

#[test]
fn stacks_that_import_in_a_circle_are_named() {
    let mut app = App::new();
    let one = app.stack("one").at("a").put(Queue::default());
    let two = app.stack("two").at("b").put(uses(&one));
    app.stacks[0].at("c").put(uses(&two));
    assert_eq!(
        errors(app)[0].reason,
        "circular dependency between stacks: one -> two -> one"
    );
}

#[test]
fn a_handle_of_another_app_is_refused() {
    let made = App::new().stack("elsewhere").at("a").put(Queue::default());
    let mut app = App::new();
    app.stack("here").at("b").put(uses(&made));
    let errors = errors(app);
    assert!(
        errors[0].reason.contains("elsewhere, which is not in this app"),
        "{}",
        errors[0]
    );
    assert!(errors[0].origin.is_some());
}

#[test]
fn regions_are_not_crossed() {
    let mut app = App::new();
    let made = app.stack("one").at("a").put(Queue::default());
    let two = app.stack("two");
    two.set_region("ap-south-1");
    two.at("b").put(uses(&made));
    assert!(
        errors(app)[0]
            .reason
            .contains("another region (unset, not ap-south-1)")
    );
}

#[test]
fn one_place_holds_one_resource_and_every_error_is_returned() {
    let mut app = App::new();
    let stack = app.stack("one");
    stack.at("a-b").put_bare(Queue::default());
    stack.at("ab").put_bare(Queue::default());
    stack.at("ab").put_bare(Queue::default());
    app.stack("one").at("other").put_bare(Queue::default());
    let errors = errors(app);
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert!(
        errors[1]
            .to_string()
            .contains("same logical id as the resource defined at src/synth/tests.rs:"),
        "{}",
        errors[1]
    );
}

#[test]
fn two_stacks_of_a_region_do_not_export_one_name() {
    let mut app = App::new();
    for id in ["one", "two"] {
        let made = app.stack(id).at("a").put_bare(Queue::default());
        app.stacks
            .last_mut()
            .unwrap()
            .at("b")
            .export("name", "A name", made.attribute::<String>("Arn"));
    }
    let errors = errors(app);
    assert_eq!(errors[0].reason, "the stack one already exports name");
}

/// A stack with one log group, whose property is one that no schema has.
fn new_property(change: impl FnOnce(Overrides<'_>)) -> Result<Assembly, Findings> {
    let mut app = App::new();
    let stack = app.stack("logs");
    let group = stack
        .at("group")
        .put(Untyped::new("AWS::Logs::LogGroup", Fields::default()));
    change(stack.overrides(&group).property("NewMode.Level", 3));
    app.synth()
}

#[test]
fn an_override_is_checked_and_its_finding_can_be_accepted() {
    let refused = new_property(|_| ()).unwrap_err();
    assert!(
        refused[0].path == "Properties/NewMode" && refused[0].rule == "property",
        "{refused}"
    );
    let accepted =
        new_property(|group| drop(group.accept("property", "Properties/NewMode", "new this week")));
    let text = accepted.unwrap().stacks[0].template.to_compact();
    assert!(text.contains(r#""Properties":{"NewMode":{"Level":3}}"#), "{text}");
}

#[test]
fn an_acceptance_of_nothing_is_a_warning() {
    let assembly = new_property(|group| {
        let group = group.remove_property("NewMode");
        drop(group.accept("property", "Properties/NewMode", "new last year"));
    });
    let warnings = assembly.unwrap().warnings;
    assert_eq!((warnings.len(), warnings[0].rule), (1, "accept"));
}

#[test]
fn what_cannot_be_overridden_is_an_error_at_its_line() {
    let errors = new_property(|group| drop(group.property("NewMode.Level.Deeper", 1).member("Type", "x")))
        .unwrap_err();
    let reasons = errors.iter().map(|error| &*error.reason).collect::<Vec<_>>();
    assert!(
        reasons.contains(&"NewMode.Level.Deeper: there is no place for Deeper"),
        "{errors}"
    );
    assert!(
        reasons.contains(&"Type cannot be overridden as a member"),
        "{errors}"
    );
    assert!(
        errors
            .iter()
            .filter(|error| error.rule == "structure")
            .all(|error| error.origin.is_some())
    );
}
