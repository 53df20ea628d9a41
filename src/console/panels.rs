//! The panels, one file each: data from the operations of the commands, as HTML.

mod costs;
mod difference;
mod events;
mod images;
pub(super) mod log;
mod machine;
mod notifications;
mod resource;
mod resources;
mod runs;
mod service;
mod services;
mod stacks;
mod values;
mod verdict;

use super::instance::Instance;
use super::panel::Panel;
use super::problem::Problem;
use maud::{Markup, html};

/// The current content of a panel.
pub(super) async fn shown(instance: &Instance<'_>, panel: &Panel) -> Result<Markup, Problem> {
    match panel {
        Panel::Verdict => Box::pin(verdict::shown(instance)).await,
        Panel::Stacks => Box::pin(stacks::shown(instance)).await,
        Panel::Services => Box::pin(services::shown(instance)).await,
        Panel::Service(name) => Box::pin(service::shown(instance, name)).await,
        Panel::Images(name) => Box::pin(images::shown(instance, name)).await,
        Panel::Values(name) => Box::pin(values::shown(instance, name.as_deref())).await,
        Panel::Resources(stack) => Box::pin(resources::shown(instance, stack)).await,
        Panel::Events(stack) => Box::pin(events::shown(instance, stack)).await,
        Panel::Difference(stack) => Box::pin(difference::shown(instance, stack)).await,
        Panel::Resource(stack, id) => Box::pin(resource::shown(instance, stack, id)).await,
        Panel::Machine => Box::pin(machine::shown(instance)).await,
        Panel::Notifications => Box::pin(notifications::shown(instance)).await,
        Panel::Costs => Box::pin(costs::shown(instance)).await,
        // Their content comes from elsewhere.
        Panel::Deployment | Panel::Log(_) => Ok(html! {}),
    }
}
