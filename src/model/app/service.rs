//! The things that you operate by name: scheduled tasks, the builds of their images, an instance that functions start
//! and stop, and uploads for it. Not part of a template.

use crate::model::json::Text;
use jiff::civil::Date;
use std::sync::Arc;

/// A task that runs on a schedule, and that you start, stop and inspect by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name on the command line.
    pub name: Text,
    /// The logical ID of its schedule, which defines what runs, and where.
    pub schedule: Arc<str>,
    /// Whether it acts on the outside world. Then starting it by hand needs a confirmation.
    pub trades: bool,
}

/// A CodeBuild project that builds the image of a service, often in another stack than the service's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build {
    /// The name of the service.
    pub service: Text,
    /// The logical ID of the project.
    pub project: Arc<str>,
}

/// Files that you upload for others to download: an archive and separate files, in a bucket of the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// The logical ID of the bucket.
    pub bucket: Arc<str>,
    /// The key of the archive in the bucket.
    pub archive: Text,
    /// The separate files.
    pub files: Vec<PayloadFile>,
    /// The time zone in which a day of a daily file begins and ends.
    pub timezone: Text,
}

/// A file uploaded next to the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadFile {
    /// Its name, in the directory and in the bucket.
    pub name: Text,
    /// Whether it may be missing.
    pub optional: bool,
    /// Whether it is valid only on the day on which it was made.
    pub daily: bool,
}

/// An EC2 instance that two functions start and stop on schedules. A stack has at most one, and the command line
/// calls it by the stack's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// The logical ID of the instance.
    pub instance: Arc<str>,
    /// The logical ID of its key pair.
    pub key_pair: Arc<str>,
    /// The user for SSH.
    pub user: Text,
    /// The function that starts it.
    pub start: Routine,
    /// The function that stops it, once its data is safe.
    pub stop: Routine,
    /// The days on which it is not started, whatever its schedule says.
    pub closed: Vec<Date>,
}

/// A function that runs on a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routine {
    /// The logical ID of the function. It logs how each of its invocations began and ended.
    pub function: Arc<str>,
    /// The logical ID of the schedule.
    pub schedule: Arc<str>,
    /// The logical ID of its log group.
    pub log_group: Arc<str>,
}
