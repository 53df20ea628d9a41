//! What people operate by name: tasks that run on a schedule, and the builds of what they run. No part of a template.

use crate::json::Text;
use std::sync::Arc;

/// A task that runs on a schedule, and that people start, stop and look at by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name on the command line.
    pub name: Text,
    /// The logical id of its schedule, which says what is run, and where.
    pub schedule: Arc<str>,
    /// Whether it acts on the world outside, so that starting it by hand is asked about.
    pub trades: bool,
}

/// A project that builds the image of a service; often in another stack than the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// The name of the service.
    pub service: Text,
    /// The logical id of the project.
    pub project: Arc<str>,
}
