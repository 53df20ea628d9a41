//! `facts`: what AWS's schemas say about a resource type.

use super::{Context, Failure};
use crate::facts;
use crate::model::suggestion::closest;
use crate::view;

/// Show what the schemas say about a resource type.
///
/// Prints its properties with their types and limits, which of them replace the resource, what `Fn::GetAtt` returns, the
/// regions without it, and the IAM actions that CloudFormation needs. Without a type it lists all types.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sa-infra facts AWS::SNS::Topic\n  sa-infra facts | grep Backup")]
pub(super) struct Args {
    /// The resource type [default: list all]
    #[arg(value_name = "TYPE")]
    kind: Option<String>,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let Some(kind) = &args.kind else {
        if context.global.json {
            return Ok(view::json(context.out, &facts::names().collect::<Vec<_>>())?);
        }
        for name in facts::names() {
            writeln!(context.out, "{name}")?;
        }
        return Ok(());
    };
    let known = facts::resource_type(kind).ok_or_else(|| {
        let near = nearest(kind).join(", ");
        Failure::usage(
            format!("there is no resource type {kind}"),
            format!("the nearest are {near}; `sa-infra facts` lists all"),
        )
    })?;
    if context.global.json {
        let permissions = known.permissions();
        let json = serde_json::json!({
            "type": known.name,
            "properties": known.properties.properties.iter().map(|property| property.name).collect::<Vec<_>>(),
            "required": known.properties.required,
            "read_only": known.read_only,
            "create_only": known.create_only,
            "conditional_create_only": known.conditional_create_only,
            "identifier": known.identifier,
            "import_by": known.import_by(),
            "stateful": known.stateful,
            "addresses": known.addresses().collect::<Vec<_>>(),
            "attributes": known.attributes,
            "regions": known.regions().collect::<Vec<_>>(),
            "permissions": {
                "create": permissions.create,
                "read": permissions.read,
                "update": permissions.update,
                "delete": permissions.delete,
            },
        });
        return Ok(view::json(context.out, &json)?);
    }
    Ok(view::facts::human(context.out, known)?)
}

/// The types that a name is likely to mean: those whose last word it is, those of the service,
/// those with it in their last word, and otherwise those with the closest name.
fn nearest(kind: &str) -> Vec<&'static str> {
    let wanted = kind.rsplit("::").next().unwrap_or(kind).to_lowercase();
    let last = |name: &str| name.rsplit("::").next().unwrap_or_default().to_lowercase();
    let service = |name: &str| name.split("::").nth(1).unwrap_or(name).to_lowercase();
    let wanted_service = service(kind);
    let rules: [&dyn Fn(&str) -> bool; 4] = [
        &|name| last(name) == wanted,
        &|name| service(name) == wanted_service,
        &|name| !wanted.is_empty() && last(name).contains(&wanted),
        &|_| true,
    ];
    let near = |rule: &dyn Fn(&str) -> bool| {
        let names = facts::names().filter(|name| rule(name));
        closest(kind, names.collect::<Vec<_>>(), 3)
    };
    let mut near = rules.into_iter().map(near);
    near.find(|near| !near.is_empty()).unwrap_or_default()
}
