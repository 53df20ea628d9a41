//! Splits statements: every principal with every action on every resource.

use super::{Effect, Single, Term};
use crate::model::json::{Call, Fields, Json};

/// The implied parts of a policy's statements.
pub(super) struct Context {
    /// The principals that have the policy; `None` if each statement names them.
    pub(super) who: Option<Vec<Term>>,
    /// The resource if a statement does not name it.
    pub(super) on: Term,
}

/// The grants of a policy document in normal form. `principal` resolves roles by all their names.
pub(super) fn grants(
    document: &Json,
    context: &Context,
    principal: &dyn Fn(&Json) -> Term,
    grants: &mut Vec<Single>,
) {
    each(document, &mut |document| {
        let statements = document.get("Statement");
        each_item(statements, &mut |statement| {
            if let Some(fields) = statement.as_map() {
                take_apart(fields, context, principal, grants);
            }
        });
    });
}

fn take_apart(
    fields: &Fields,
    context: &Context,
    principal: &dyn Fn(&Json) -> Term,
    grants: &mut Vec<Single>,
) {
    let effect = match fields.get("Effect").and_then(Json::as_text) {
        Some("Deny") => Effect::Deny,
        // An unknown effect counts as the worse one.
        _ => Effect::Allow,
    };
    let who = match &context.who {
        Some(holders) => holders.clone(),
        None => principals(fields, principal),
    };
    let on = terms(fields, "Resource", "NotResource").into_iter().map(|term| {
        let is_all = !term.except && term.value.as_text() == Some("*");
        if is_all && context.who.is_none() {
            context.on.clone()
        } else {
            term
        }
    });
    let mut on = on.collect::<Vec<_>>();
    if on.is_empty() {
        on.push(context.on.clone());
    }
    let actions = terms(fields, "Action", "NotAction");
    for who in &who {
        for on in &on {
            grants.extend(actions.iter().map(|action| Single {
                effect,
                who: who.clone(),
                action: action.clone(),
                on: on.clone(),
                condition: fields.get("Condition").cloned(),
            }));
        }
    }
}

fn principals(fields: &Fields, principal: &dyn Fn(&Json) -> Term) -> Vec<Term> {
    let values = |json: &Json| match json {
        Json::Map(kinds) => kinds.iter().flat_map(|(_, list)| items(list)).collect(),
        other => vec![other.clone()],
    };
    if let Some(json) = fields.get("NotPrincipal") {
        let values = values(json).iter().map(|value| principal(value).value).collect();
        return vec![Term {
            except: true,
            value: Json::List(values),
        }];
    }
    let named = fields.get("Principal").map(values).unwrap_or_default();
    named.iter().map(principal).collect()
}

/// The values of a member, or the exception of its opposite.
fn terms(fields: &Fields, name: &str, opposite: &str) -> Vec<Term> {
    if let Some(value) = fields.get(opposite) {
        return vec![Term {
            except: true,
            value: value.clone(),
        }];
    }
    let values = fields.get(name).map(items).unwrap_or_default();
    values.into_iter().map(Term::of).collect()
}

/// The elements of a list or the one value, both branches of an `Fn::If`.
pub(super) fn items(json: &Json) -> Vec<Json> {
    let mut found = Vec::new();
    each_item(Some(json), &mut |item| found.push(item.clone()));
    found
}

fn each_item(json: Option<&Json>, visit: &mut dyn FnMut(&Json)) {
    let Some(json) = json else { return };
    each(json, &mut |json| match json {
        Json::List(items) => items.iter().for_each(|item| each_item(Some(item), visit)),
        one => visit(one),
    });
}

/// A value, or both branches of an `Fn::If`, without absent ones.
pub(super) fn each(json: &Json, visit: &mut dyn FnMut(&Json)) {
    match json.as_call() {
        Some(Call::Function(name, Json::List(branches))) if name == "Fn::If" => {
            branches.iter().skip(1).for_each(|branch| each(branch, visit));
        }
        Some(Call::Ref(target)) if &*target.id == "AWS::NoValue" => {}
        _ => visit(json),
    }
}
