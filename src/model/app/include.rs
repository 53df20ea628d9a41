//! A template that exists already, included in a stack with typed handles into it.

use super::Stack;
use crate::model::finding::Finding;
use crate::model::json::Json;
use crate::model::resource::{Ref, Resource};
use crate::model::template::Template;
use indexmap::IndexMap;
use std::panic::Location;
use std::sync::Arc;

/// What a template brought into a stack.
#[derive(Clone, Debug)]
pub struct Included {
    stack: Arc<str>,
    kinds: IndexMap<Arc<str>, String>,
}

impl Included {
    /// The handle of a resource of the template by its logical id; `None` if there is none of this type.
    pub fn resource<R: Resource>(&self, logical_id: &str) -> Option<Ref<R>> {
        let (id, kind) = self.kinds.get_key_value(logical_id)?;
        (kind == R::TYPE).then(|| Ref::new(self.stack.clone(), id.clone()))
    }

    /// The logical ids of its resources, each with its type.
    pub fn resources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.kinds.iter().map(|(id, kind)| (&**id, &**kind))
    }
}

impl Stack {
    /// Adds every part of a template, JSON or YAML, to this stack. The names of its parts stay, so a deployed stack keeps its
    /// resources. What cannot be read, and a name that is taken, is an error of synth.
    ///
    /// ```
    /// # use sa_infra::app::App;
    /// # use sa_infra::aws::s3;
    /// let mut app = App::new();
    /// let stack = app.stack("files");
    /// let old = stack.include("Resources: {Uploads: {Type: 'AWS::S3::Bucket'}}");
    /// let uploads = old.resource::<s3::Bucket>("Uploads").unwrap();
    /// stack.at("uploads-arn").output("Where files are", uploads.arn());
    /// # app.synth().unwrap();
    /// ```
    #[track_caller]
    pub fn include(&mut self, template: &str) -> Included {
        let origin = Location::caller();
        let template = Template::parse(template).unwrap_or_else(|malformed| {
            for part in malformed {
                self.problems.push(Finding {
                    path: part.path,
                    origin: Some(origin),
                    ..Finding::error(self.id.clone(), part.reason, part.fix)
                });
            }
            Template::default()
        });
        let kinds = template.resources.iter();
        let included = Included {
            stack: self.id.clone(),
            kinds: kinds
                .map(|(id, resource)| (id.clone(), resource.kind.to_string()))
                .collect(),
        };
        self.merge(template, origin);
        included
    }

    fn merge(&mut self, template: Template, origin: &'static Location<'static>) {
        let mut taken = Vec::new();
        macro_rules! merge {
            ($($section:ident)*) => {
                $(for (name, mut part) in template.$section {
                    if self.template.$section.contains_key(&name) {
                        taken.push(name);
                        continue;
                    }
                    Origin::set(&mut part, origin);
                    self.template.$section.insert(name, part);
                })*
            };
        }
        merge! { parameters mappings conditions resources outputs }
        for (name, value) in template.metadata {
            self.template.metadata.insert(name, value);
        }
        for (name, value) in template.rest {
            let merged = match (self.template.rest.remove(&name), value) {
                (Some(Json::List(before)), Json::List(more)) => {
                    before.into_iter().chain(more).collect::<Vec<_>>().into()
                }
                (Some(Json::Map(before)), Json::Map(more)) => {
                    Json::Map(before.into_iter().chain(more).collect())
                }
                (_, value) => value,
            };
            self.template.rest.insert(name, merged);
        }
        for (section, macros) in template.macros {
            let here = self.template.macros.entry(section).or_default();
            for (name, value) in macros {
                here.insert(name, value);
            }
        }
        if self.template.description.is_none() {
            self.template.description = template.description;
        }
        for name in taken {
            self.problem(
                name,
                origin,
                "the included template has a part of the same name",
                "rename one of the two",
            );
        }
    }
}

/// What remembers the line that included it.
trait Origin {
    fn set(&mut self, _: &'static Location<'static>) {}
}

impl Origin for crate::model::template::Parameter {}
impl Origin for Json {}

impl Origin for crate::model::template::Resource {
    fn set(&mut self, origin: &'static Location<'static>) {
        self.origin = Some(origin);
    }
}

impl Origin for crate::model::template::Output {
    fn set(&mut self, origin: &'static Location<'static>) {
        self.origin = Some(origin);
    }
}
