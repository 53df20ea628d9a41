//! The pages, with their names and panels.

use super::instance::Instance;
use super::panel::{LogOf, Panel};
use super::parts::encoded;
use crate::operate::instance::machine;
use crate::synth::{Artifact, Assembly, diagram};
use crate::view;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// The data of the pages that does not come from AWS.
#[derive(Debug)]
pub(super) struct Site {
    /// The display name of the account.
    pub(super) account: String,
    /// The regions of the stacks.
    pub(super) regions: String,
    /// The color of the header: the same for the same account and region.
    pub(super) hue: u8,
    /// Whether it is an emulator.
    pub(super) is_emulated: bool,
    /// The stacks, each with its logical IDs.
    pub(super) stacks: Vec<(String, Vec<String>)>,
    /// The names of the scheduled items with a log.
    pub(super) services: Vec<String>,
    /// Whether there is an instance.
    pub(super) has_machine: bool,
    /// The document about the costs of the stacks.
    pub(super) costs: Option<String>,
    assembly: Arc<Assembly>,
    /// The diagram of each stack, drawn when it is first looked at.
    diagrams: HashMap<String, OnceLock<String>>,
}

/// The number of header colors in the style sheet.
const HUES: u8 = 8;

impl Site {
    pub(super) fn of(instance: &Instance<'_>) -> Self {
        let stacks = instance.stacks();
        let ids = |stack: &Artifact| stack.whole().resources.keys().map(ToString::to_string).collect();
        let local = || {
            if instance.is_local {
                "local emulator"
            } else {
                "unknown account"
            }
        };
        let account = instance.account.clone();
        let account = account.unwrap_or_else(|| local().to_owned());
        let regions = instance.regions().join(", ");
        let sum = account.bytes().chain(regions.bytes());
        let sum = sum.fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        Self {
            hue: u8::try_from(sum % u32::from(HUES)).unwrap_or_default(),
            is_emulated: instance.is_emulated && !instance.is_local,
            services: instance.timed().iter().map(|timed| timed.name.clone()).collect(),
            costs: instance.costs.as_ref().map(|costs| costs.document.clone()),
            has_machine: machine(instance.assembly, None)
                .is_ok_and(|machine| stacks.iter().any(|stack| stack.id == machine.artifact.id)),
            diagrams: stacks
                .iter()
                .map(|stack| (stack.id.to_string(), OnceLock::new()))
                .collect(),
            assembly: Arc::clone(instance.assembly),
            stacks: stacks
                .iter()
                .map(|stack| (stack.id.to_string(), ids(stack)))
                .collect(),
            account,
            regions,
        }
    }
}

impl Site {
    /// The diagram of a stack, in which a resource leads to its page.
    pub(super) fn diagram(&self, id: &str) -> Option<&str> {
        let stack = self.assembly.stack(id)?;
        let address =
            |stack: &str, id: &str| format!("/resource?stack={}&id={}", encoded(stack), encoded(id));
        let drawn = self.diagrams.get(id)?.get_or_init(|| {
            let mut svg = Vec::new();
            // Writing to memory does not fail.
            let _ = view::diagram::linked_svg(&mut svg, &diagram::of(&self.assembly, &[stack]), &address);
            without_style(&String::from_utf8_lossy(&svg))
        });
        Some(drawn)
    }
}

/// A diagram without its style sheet, which the page's policy refuses; the page has the same colors.
fn without_style(svg: &str) -> String {
    let parts = svg
        .split_once("<style>")
        .and_then(|(before, rest)| Some((before, rest.split_once("</style>")?.1)));
    parts.map_or(svg.to_owned(), |(before, after)| [before, after].concat())
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// Whether everything works.
    Overview,
    /// The services and the values they read.
    Services,
    /// A service.
    Service(String),
    /// The logs, or a single one.
    Logs(Option<LogOf>),
    /// The stacks, and the deployment.
    Stacks,
    /// A stack.
    Stack(String),
    /// A resource.
    Resource(String, String),
    /// The EC2 instance.
    Machine,
    /// The subscribers.
    Notifications,
    /// The costs.
    Costs,
}

/// How far back a log is shown by default.
pub(super) const SINCE: &str = "1h";

impl Page {
    /// The page of a path.
    pub(super) fn of(site: &Site, path: &str, query: &str) -> Option<Self> {
        let field = |name: &str| {
            let found = form_urlencoded::parse(query.as_bytes()).find(|(field, _)| field == name);
            let text = found.map(|(_, text)| text.trim().to_owned());
            text.filter(|text| !text.is_empty())
        };
        let service = || field("service").filter(|name| site.services.contains(name));
        let stack = || {
            site.stacks
                .iter()
                .find(|(id, _)| Some(id) == field("stack").as_ref())
        };
        Some(match path {
            "/" => Self::Overview,
            "/services" => Self::Services,
            "/service" => Self::Service(service()?),
            "/logs" => Self::Logs(service().map(|service| LogOf {
                service,
                since: field("since").unwrap_or_else(|| SINCE.to_owned()),
                filter: field("filter"),
                task: field("task"),
                build: field("build").is_some(),
            })),
            "/stacks" => Self::Stacks,
            "/stack" => Self::Stack(stack()?.0.clone()),
            "/resource" => {
                let ((stack, ids), id) = (stack()?, field("id")?);
                Self::Resource(stack.clone(), ids.iter().find(|known| **known == id)?.clone())
            }
            "/machine" if site.has_machine => Self::Machine,
            "/notifications" => Self::Notifications,
            "/costs" if site.costs.is_some() => Self::Costs,
            _ => return None,
        })
    }

    /// Its title.
    pub(super) fn title(&self) -> String {
        match self {
            Self::Overview => "Overview".to_owned(),
            Self::Services => "Services".to_owned(),
            Self::Service(name) => name.clone(),
            Self::Logs(None) => "Logs".to_owned(),
            Self::Logs(Some(of)) => format!("Log of {}", of.service),
            Self::Stacks => "Stacks".to_owned(),
            Self::Stack(id) | Self::Resource(_, id) => id.clone(),
            Self::Machine => "Instance".to_owned(),
            Self::Notifications => "Notifications".to_owned(),
            Self::Costs => "Costs".to_owned(),
        }
    }

    /// Its entry in the navigation.
    pub(super) fn section(&self) -> &'static str {
        match self {
            Self::Overview => "/",
            Self::Services | Self::Service(_) => "/services",
            Self::Logs(_) => "/logs",
            Self::Stacks | Self::Stack(_) | Self::Resource(..) => "/stacks",
            Self::Machine => "/machine",
            Self::Notifications => "/notifications",
            Self::Costs => "/costs",
        }
    }

    /// Its panels, each with a heading.
    pub(super) fn sections(&self) -> Vec<(&'static str, Panel)> {
        match self {
            Self::Overview => vec![
                ("", Panel::Verdict),
                ("", Panel::Deployment),
                ("Stacks", Panel::Stacks),
            ],
            Self::Services => vec![("", Panel::Services), ("Values", Panel::Values(None))],
            Self::Service(name) => vec![
                ("", Panel::Service(name.clone())),
                ("Images", Panel::Images(name.clone())),
                ("Values", Panel::Values(Some(name.clone()))),
            ],
            Self::Logs(None) => Vec::new(),
            Self::Logs(Some(of)) => vec![("", Panel::Log(of.clone()))],
            Self::Stacks => vec![("", Panel::Deployment), ("", Panel::Stacks)],
            Self::Stack(id) => vec![
                ("", Panel::Deployment),
                ("Difference to the code", Panel::Difference(id.clone())),
                ("Last operation", Panel::Events(id.clone())),
                ("Resources", Panel::Resources(id.clone())),
            ],
            Self::Resource(stack, id) => vec![("", Panel::Resource(stack.clone(), id.clone()))],
            Self::Machine => vec![("", Panel::Machine)],
            Self::Notifications => vec![("", Panel::Notifications)],
            Self::Costs => vec![("", Panel::Costs)],
        }
    }

    /// Its panels.
    pub(super) fn panels(&self) -> Vec<Panel> {
        self.sections().into_iter().map(|(_, panel)| panel).collect()
    }
}
