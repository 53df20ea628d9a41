//! Retained exports: an export that another stack still imports stays until that stack no longer does.

use crate::model::json::{Call, Json};
use crate::model::template::Template;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An export that is retained for the stacks that import it.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    /// Its name.
    pub(super) export: String,
    /// The names of the stacks that import it.
    pub(super) importers: Vec<String>,
}

/// Those of these exports that a template no longer has, as far as its export names are literal.
pub(in crate::deploy) fn not_exported<'a>(
    exported: impl Iterator<Item = &'a str>,
    template: &Template,
) -> Vec<String> {
    let names = template
        .outputs
        .values()
        .filter_map(|output| output.export.as_ref());
    let names = names.map(Json::as_text).collect::<Option<BTreeSet<_>>>();
    // A computed export name may be any of them.
    let Some(names) = names else { return Vec::new() };
    let gone = exported.filter(|export| !names.contains(export));
    gone.map(str::to_owned).collect()
}

/// The literal export names that `before` has and `after` does not have, with their outputs.
pub(in crate::deploy) fn going<'a>(before: &'a Template, after: &Template) -> Vec<(&'a Arc<str>, &'a str)> {
    let names = after
        .outputs
        .values()
        .filter_map(|output| output.export.as_ref()?.as_text());
    let kept = names.collect::<BTreeSet<_>>();
    let exports = before
        .outputs
        .iter()
        .filter_map(|(id, output)| Some((id, output.export.as_ref()?.as_text()?)));
    exports.filter(|(_, name)| !kept.contains(name)).collect()
}

/// Adds an output of `before` to `after` again, with every resource it needs that `after` no longer has. Returns
/// those resources.
pub(super) fn carry(before: &Template, after: &mut Template, output: &Arc<str>) -> Vec<Arc<str>> {
    let Some(old) = before.outputs.get(output) else {
        return Vec::new();
    };
    after.outputs.insert(output.clone(), old.clone());
    let mut carried = Vec::new();
    let mut open = needs(&old.value);
    while let Some(id) = open.pop() {
        if let Some(parameter) = before.parameters.get(&id) {
            after.parameters.entry(id).or_insert_with(|| parameter.clone());
            continue;
        }
        let Some(resource) = before.resources.get(&id) else {
            continue;
        };
        if after.resources.contains_key(&id) {
            continue;
        }
        resource
            .properties
            .iter()
            .for_each(|(_, value)| open.extend(needs(value)));
        open.extend(resource.depends_on.iter().cloned());
        if let Some(condition) = &resource.condition
            && let Some(test) = before.conditions.get(&**condition)
        {
            after
                .conditions
                .entry(condition.as_ref().into())
                .or_insert_with(|| test.clone());
        }
        after.resources.insert(id.clone(), resource.clone());
        carried.push(id);
    }
    carried
}

/// The ids a value refers to.
pub(super) fn needs(json: &Json) -> Vec<Arc<str>> {
    let mut ids = Vec::new();
    json.visit_calls(&mut |call| match call {
        Call::Ref(target) | Call::GetAtt(target, _) => ids.push(target.id.clone()),
        Call::Function(..) => {}
    });
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Template {
        Template::parse(text).unwrap()
    }

    const BEFORE: &str = r#"{"Resources":{"Vpc":{"Type":"AWS::EC2::VPC"},"Group":{"Type":"AWS::EC2::SecurityGroup",
        "Properties":{"VpcId":{"Ref":"Vpc"}}}},"Outputs":{"O":{"Value":{"Ref":"Group"},"Export":{"Name":"e"}}}}"#;

    #[test]
    fn an_export_that_goes_is_seen() {
        let (before, after) = (
            template(BEFORE),
            template(r#"{"Resources":{"Vpc":{"Type":"AWS::EC2::VPC"}}}"#),
        );
        assert_eq!(going(&before, &after), [(&"O".into(), "e")]);
        assert!(going(&before, &before).is_empty());
    }

    #[test]
    fn what_is_carried_brings_what_it_needs() {
        let before = template(BEFORE);
        let mut after = template(r#"{"Resources":{"Vpc":{"Type":"AWS::EC2::VPC"}}}"#);
        assert_eq!(carry(&before, &mut after, &"O".into()), ["Group".into()]);
        assert_eq!(after.outputs.len(), 1);
        let mut empty = template(r#"{"Resources":{}}"#);
        assert_eq!(
            carry(&before, &mut empty, &"O".into()),
            ["Group".into(), "Vpc".into()]
        );
    }
}
