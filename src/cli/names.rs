//! The names that arguments take: stacks, services, values, pages. Completions offer them, and errors list them.

use super::docs;
use crate::operate::secrets::needed;
use crate::operate::services::services;
use crate::synth::Assembly;

/// The known names, by the placeholder that the help uses for them.
pub(super) struct Names(Vec<(&'static str, Vec<&'static str>)>);

impl Names {
    /// The names of an app.
    pub(super) fn of(assembly: &Assembly) -> Self {
        let services = services(assembly);
        // clap keeps values for as long as the process lives, which ends soon.
        let kept = |name: &str| &*name.to_owned().leak();
        let stacks = assembly.stacks.iter().map(|stack| kept(&stack.id));
        let stacks = stacks.collect::<Vec<_>>();
        let values = needed(&services).into_iter().map(|needed| kept(&needed.name));
        let values = values.collect();
        let services = services.iter().map(|service| kept(service.name));
        let services = services.collect::<Vec<_>>();
        let mut names = Self::without_app().0;
        names.extend([
            ("STACK|SERVICE", [&*stacks, &*services].concat()),
            ("STACK", stacks),
            ("NAME", values),
            ("SERVICE", services),
        ]);
        Self(names)
    }

    /// The names that are the same for every app.
    pub(super) fn without_app() -> Self {
        Self(vec![("PAGE", docs::names().collect())])
    }

    /// The names for a placeholder.
    pub(super) fn values(&self, placeholder: &str) -> &[&'static str] {
        let found = self.0.iter().find(|(name, _)| *name == placeholder);
        found.map_or(&[], |(_, values)| values)
    }
}
