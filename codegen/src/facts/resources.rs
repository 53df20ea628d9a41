//! The `ResourceType` of one resource type.

use super::objects::{Objects, strings};
use crate::schema::Resource;
use anyhow::Result;

pub(super) fn table(objects: &mut Objects, name: &str, resource: &Resource) -> Result<String> {
    let root = objects.body(resource, None, name)?;
    let tags = match &resource.tags {
        None => "None".to_owned(),
        Some(tags) => format!(
            "Some(Tags {{ property: {:?}, style: TagStyle::{}, updatable: {} }})",
            tags.property,
            if tags.map { "Map" } else { "List" },
            tags.updatable
        ),
    };
    let permissions = |handler: &str| strings(resource.permissions.get(handler).map_or(&[], Vec::as_slice));
    let attributes: Vec<_> = resource.attributes.keys().cloned().collect();
    let table = format!(
        "pub(super) static {name}: ResourceType = ResourceType {{\nname: {:?},\nproperties: &{root},\nread_only: {},\n\
         create_only: {},\nconditional_create_only: {},\nwrite_only: {},\nidentifier: {},\nattributes: {},\ntags: {tags},\n\
         permissions: Permissions {{\ncreate: {},\nread: {},\nupdate: {},\ndelete: {},\n}},\n}};\n\n",
        resource.name,
        strings(&resource.read_only),
        strings(&resource.create_only),
        strings(&resource.conditional_create_only),
        strings(&resource.write_only),
        strings(&resource.identifier),
        strings(&attributes),
        permissions("create"),
        permissions("read"),
        permissions("update"),
        permissions("delete"),
    );
    Ok(table + &objects.hoisted())
}
