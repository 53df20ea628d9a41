//! Removes an address from the configuration file, after verifying that the stacks then no longer contain it.

use super::{Context, Failure};
use crate::cli::Overrides;
use crate::local::disk;
use crate::settings::{Source, without};
use crate::synth::Assembly;
use std::path::Path;

impl Context<'_> {
    /// Removes an address from the file, and returns its place. `remains` says whether the stacks of a configuration
    /// still contain it.
    pub(super) fn take_out(
        &self,
        address: &str,
        remains: impl Fn(&Assembly) -> bool,
    ) -> Result<String, Failure> {
        let definition = self.define()?;
        let lists = definition.settings.iter().filter(|entry| {
            let values = entry.value.as_array();
            values.is_some_and(|values| values.iter().any(|value| value == address))
        });
        if let Some(file) = &definition.file {
            // A link stays a link.
            let file = file.canonicalize().unwrap_or_else(|_| file.clone());
            let text = disk::read_text(&file)?;
            for entry in lists.filter(|entry| matches!(entry.source, Source::File { .. })) {
                let edited = without(&text, &entry.key, address);
                if let Some(edited) =
                    edited.filter(|edited| self.holds(&file, edited, |stacks| !remains(stacks)))
                {
                    disk::replace(&file, edited.as_bytes())?;
                    return Ok(entry.source.to_string());
                }
            }
        }
        Err(Failure::Failed {
            reason: format!(
                "notify: {address} is in the configuration, in a form that this command cannot edit"
            ),
            fix: "remove it from `notify` by hand, then run `sa-infra deploy --all`".to_owned(),
        })
    }

    /// Whether a condition holds for the stacks of another text of the file. The text is written next to the file,
    /// because its relative paths start there.
    fn holds(&self, file: &Path, text: &str, what: impl Fn(&Assembly) -> bool) -> bool {
        let draft = disk::draft(file);
        let written = disk::replace(&draft, text.as_bytes());
        let defined = written.is_ok().then(|| {
            self.program.define(&Overrides {
                file: Some(draft.clone()),
                region: self.global.region.clone(),
                namespace: self.global.namespace.clone(),
            })
        });
        // The draft is not needed any more. If it cannot be removed, that is not worth an error.
        let _ = std::fs::remove_file(&draft);
        let assembly = defined.and_then(|defined| defined.ok()?.app.synth().ok());
        assembly.is_some_and(|assembly| what(&assembly))
    }
}
