//! The templates of nested stacks: uploaded before the change set, because CloudFormation reads them to make it.
//!
//! So the changes are approved before, as the templates have them. The change set asks again only for more than that.

use super::One;
use super::assets::File;
use super::target::Target;
use crate::cloud::Clouds;
use crate::deploy::deployment::Failure;
use crate::deploy::ui::{Event, Question};
use crate::model::app::asset::Content;
use crate::model::template::{Nested, asset_name};

impl<C: Clouds> One<'_, C> {
    /// Uploads the templates that are not there yet, after approval. `false` for a dry run, which uploads nothing: then there is no
    /// change set.
    pub(super) async fn has_nested_templates(&self, target: &Target) -> Result<bool, Failure> {
        let files = self.nested_templates();
        let missing = self.missing(&files).await?;
        if missing.is_empty() {
            return Ok(true);
        }
        let options = self.deployment.options;
        if self.planned.is_none() && self.previewed.get().is_none() {
            let compared = self.compared(target);
            self.tell(|stack| Event::Plan {
                stack,
                compared: Box::new(compared.clone()),
            });
            if options.dry_run {
                return Ok(false);
            }
            if options.approval.asks(&compared) {
                self.deployment.asks(&Question::Approve {
                    stacks: vec![(self.stack.id.to_string(), compared.is_new)],
                    opens: compared.diff.broadens_existing(),
                })?;
            }
            // Set only once, as long as the deployment lasts.
            let _ = self.previewed.set(compared);
        }
        if options.dry_run {
            return Ok(false);
        }
        let _one_at_a_time = self.notes.uploaded().lock().await;
        self.upload_files(&missing).await?;
        Ok(true)
    }

    fn nested_templates(&self) -> Vec<File<'_>> {
        let names = names(&self.stack.nested);
        let assets = self
            .stack
            .assets
            .iter()
            .filter(|asset| names.contains(&asset.name));
        let files = assets.filter_map(|asset| match &asset.content {
            Content::File(make) => Some((asset, make)),
            Content::Image(_) => None,
        });
        files.collect()
    }
}

/// The names of their templates as assets.
fn names(nested: &[Nested]) -> Vec<String> {
    let own = nested
        .iter()
        .map(|nested| asset_name(&nested.template.to_compact()));
    let inner = nested.iter().flat_map(|nested| names(&nested.nested));
    own.chain(inner).collect()
}
