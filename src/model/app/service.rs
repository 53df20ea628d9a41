//! What users operate by name: scheduled tasks, the builds of their images, an instance that functions start and
//! stop, and uploads for it. Not part of a template.

use crate::model::json::Text;
use jiff::civil::Date;
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

/// What people pack and upload for others to fetch: an archive, and files beside it, in a bucket of the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// The logical id of the bucket.
    pub bucket: Arc<str>,
    /// What the archive is called there.
    pub archive: Text,
    /// The files beside it.
    pub files: Vec<PayloadFile>,
    /// The time zone of the days that files are good for.
    pub timezone: Text,
}

/// A file beside an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadFile {
    /// Its name, in the directory and in the bucket.
    pub name: Text,
    /// Whether there may be none.
    pub optional: bool,
    /// Whether it is good for the day on which it was made, and no longer.
    pub daily: bool,
}

/// A machine that two functions start and stop on schedules; one in a stack, and called like it on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// The logical id of the instance.
    pub instance: Arc<str>,
    /// The logical id of its key pair.
    pub key_pair: Arc<str>,
    /// Who logs in.
    pub user: Text,
    /// What starts it.
    pub start: Routine,
    /// What stops it, once what it holds is safe.
    pub stop: Routine,
    /// The days on which it is not started, whatever its schedule says.
    pub closed: Vec<Date>,
}

/// A function that runs on a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routine {
    /// The logical id of the function. It writes to its log how each of its invocations began and ended.
    pub function: Arc<str>,
    /// The logical id of the schedule.
    pub schedule: Arc<str>,
    /// The logical id of the group of its log.
    pub log_group: Arc<str>,
}
