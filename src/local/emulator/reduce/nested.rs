//! The same for a stack with nested stacks, whose templates are assets named by their content.

use super::{Dropped, reduce};
use crate::model::app::asset::{Asset, Content};
use crate::model::json::Json;
use crate::model::template::{Nested, Template, asset_name, inside};
use crate::synth::Artifact;
use std::sync::Arc;

/// Removes unsupported resources from a stack and from its nested stacks.
pub fn reduce_stack(stack: &mut Artifact) -> Vec<Dropped> {
    let dropped = in_nested(&mut stack.template, &mut stack.nested, &mut stack.assets);
    reduce(&mut stack.template).into_iter().chain(dropped).collect()
}

fn in_nested(outer: &mut Template, nested: &mut [Nested], assets: &mut [Asset]) -> Vec<Dropped> {
    let mut all = Vec::new();
    for nested in nested {
        let before = asset_name(&nested.template.to_compact());
        let mut dropped = in_nested(&mut nested.template, &mut nested.nested, assets);
        dropped.extend(reduce(&mut nested.template));
        let text = nested.template.to_compact();
        let after = asset_name(&text);
        if before != after {
            let asset = assets.iter_mut().find(|asset| asset.name == before);
            if let Some(asset) = asset {
                asset.name.clone_from(&after);
                asset.content = Content::File(Arc::new(text.into_bytes()));
            }
            adapt(outer, nested, &before, &after);
        }
        all.extend(dropped.into_iter().map(|gone| Dropped {
            id: inside(&nested.logical_id, &gone.id).into(),
            ..gone
        }));
    }
    all
}

/// Gives the resource of a nested stack the new name of its template, and no parameters that this does not have any more.
fn adapt(outer: &mut Template, nested: &Nested, before: &str, after: &str) {
    let Some(resource) = outer.resources.get_mut(&nested.logical_id) else {
        return;
    };
    if let Some(url) = resource.properties.get_mut("TemplateURL") {
        rename(url, before, after);
    }
    if let Some(Json::Map(given)) = resource.properties.get_mut("Parameters") {
        let names = given.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
        for name in names
            .iter()
            .filter(|name| !nested.template.parameters.contains_key(name.as_str()))
        {
            given.remove(name);
        }
    }
}

fn rename(json: &mut Json, before: &str, after: &str) {
    match json {
        Json::Text(text) => *text = text.replace(before, after).into(),
        Json::List(items) => items.iter_mut().for_each(|item| rename(item, before, after)),
        Json::Call(call) => {
            if let crate::model::json::Call::Function(_, argument) = &mut **call {
                rename(argument, before, after);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{App, Untyped};
    use crate::aws::{s3, sns};
    use crate::json::Fields;
    use crate::model::value::ToJson;

    #[test]
    fn the_template_of_a_nested_stack_has_a_new_name_where_it_is_named() {
        let mut app = App::new();
        let stack = app.stack("shop");
        let topic = stack.at("topic").put(sns::Topic::default());
        let inner = stack.nested_stack("outer").nested_stack("inner");
        inner.at("files").put(s3::Bucket::default());
        let tags = Fields::from_iter([(
            "Tags",
            Json::List(vec![Json::Map(Fields::from_iter([
                ("Key", "topic".into()),
                ("Value", topic.topic_arn().to_json()),
            ]))]),
        )]);
        inner.at("address").put(Untyped::new("AWS::EC2::EIP", tags));
        let mut shop = app
            .synth()
            .unwrap_or_else(|findings| panic!("{findings}"))
            .stacks
            .remove(0);
        let names = |shop: &Artifact| {
            shop.assets
                .iter()
                .map(|asset| asset.name.clone())
                .collect::<Vec<_>>()
        };
        let before = names(&shop);
        let dropped = reduce_stack(&mut shop);
        assert_eq!(dropped.len(), 1);
        assert_eq!(dropped[0].id.matches('/').count(), 2, "{dropped:?}");
        let after = names(&shop);
        assert!(after.iter().all(|name| !before.contains(name)), "{after:?}");
        let outer = &shop.nested[0];
        for (template, nested) in [(&shop.template, outer), (&outer.template, &outer.nested[0])] {
            let name = asset_name(&nested.template.to_compact());
            assert!(after.contains(&name) && template.to_compact().contains(&name));
            let resource = &template.resources[&nested.logical_id];
            let Some(Json::Map(given)) = resource.properties.get("Parameters") else {
                continue;
            };
            assert!(
                given
                    .iter()
                    .all(|(name, _)| nested.template.parameters.contains_key(name)),
                "{given:?}"
            );
        }
        assert!(!outer.nested[0].template.to_compact().contains("TopicArn"));
        assert_eq!(reduce_stack(&mut shop), []);
    }
}
