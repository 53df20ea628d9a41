//! The doctor's check of services: values, images, schedules and subscribers.

use super::{Level, Patient};
use crate::cloud::Clouds;
use crate::operate::images::{images, waits_for_deployment};
use crate::operate::notify::{self, Announcement};
use crate::operate::scheduled::Timed;
use crate::operate::schedules::{self, LastResult};
use crate::operate::secrets::{self, State};
use crate::operate::services::Service;
use jiff::Timestamp;

impl<C: Clouds> Patient<'_, C> {
    pub(super) async fn secrets(&mut self) {
        let needed = secrets::needed(self.services);
        match secrets::list(self.clouds, &needed, Timestamp::now()).await {
            Ok(rows) => {
                let open = rows.iter().filter(|row| row.state != State::Set || row.expired);
                for row in open.clone() {
                    let what = match row.state {
                        State::Missing => format!("{} is missing", row.name),
                        State::Placeholder => format!("{} still has its placeholder", row.name),
                        State::Set => format!("{} has expired", row.name),
                    };
                    let fix = format!("`sa-infra secrets set {}`", row.name);
                    self.find("secrets", Level::Error, what, Some(fix));
                }
                if open.count() == 0 {
                    self.find("secrets", Level::Ok, "all are set", None);
                }
            }
            Err(failure) => self.blind("secrets", failure),
        }
    }

    pub(super) async fn images(&mut self, services: &[Service<'_>]) {
        match images(self.clouds, services).await {
            Ok(rows) => {
                for service in services {
                    let name = service.name;
                    match rows.iter().find(|row| row.service == name && row.runs) {
                        None => {
                            let what = format!("{name} has no image to run");
                            let fix = if waits_for_deployment(service, &rows) {
                                format!("`sa-infra deploy {}`", service.artifact.id)
                            } else {
                                format!("`sa-infra build {name}`")
                            };
                            self.find("images", Level::Error, what, Some(fix));
                        }
                        Some(row) => {
                            let severe = row.scan.iter().flat_map(|scan| &scan.findings);
                            let severe = severe.filter(|(severity, _)| severity == "CRITICAL");
                            let critical = severe.map(|(_, count)| count).sum::<i32>();
                            if critical > 0 {
                                let what = format!("the image of {name} has {critical} critical findings");
                                let fix = format!("run `sa-infra build {name}` to use newer packages");
                                self.find("images", Level::Open, what, Some(fix));
                            } else {
                                self.find("images", Level::Ok, format!("{name} has one"), None);
                            }
                        }
                    }
                }
            }
            Err(failure) => self.blind("images", failure),
        }
    }

    pub(super) async fn notifications(&mut self, topics: &[Announcement<'_>]) {
        match notify::list(self.clouds, topics).await {
            Ok(rows) => {
                let confirmed = rows
                    .iter()
                    .filter(|row| row.state == notify::State::Confirmed)
                    .count();
                if confirmed == 0 && !topics.is_empty() {
                    let fix = "run `sa-infra notify add ADDRESS`, then confirm the e-mail".to_owned();
                    self.find(
                        "notifications",
                        Level::Open,
                        "no one is notified of failures",
                        Some(fix),
                    );
                }
                for row in rows.iter().filter(|row| row.state == notify::State::Pending) {
                    let what = format!("{} has not confirmed yet", row.address);
                    let fix = format!(
                        "run `sa-infra notify add {}` to send the e-mail again",
                        row.address
                    );
                    self.find("notifications", Level::Open, what, Some(fix));
                }
                if confirmed > 0 {
                    self.find("notifications", Level::Ok, format!("{confirmed} confirmed"), None);
                }
            }
            Err(failure) => self.blind("notifications", failure),
        }
    }

    pub(super) async fn schedules(&mut self, timed: Vec<Timed<'_>>) {
        let now = Timestamp::now();
        let rows = match schedules::find_all(self.clouds, timed).await {
            Ok(found) => schedules::overview(self.clouds, &found, self.services, now).await,
            Err(failure) => Err(failure),
        };
        match rows {
            Ok(rows) => rows.iter().for_each(|row| self.schedule(row)),
            Err(failure) => self.blind("schedules", failure),
        }
    }

    fn schedule(&mut self, row: &schedules::Row) {
        let name = &row.service;
        if row.state == schedules::State::Paused {
            let until = row.until.map_or(String::new(), |until| format!(" until {until}"));
            let fix = format!("`sa-infra schedule resume {name}`");
            let what = format!("{name} is paused{until}");
            self.find("schedules", Level::Open, what, Some(fix));
        } else {
            let next = row
                .next
                .first()
                .map_or(String::new(), |next| format!(", next at {next}"));
            self.find("schedules", Level::Ok, format!("{name} is on{next}"), None);
        }
        let Some(last) = row.last.as_ref().filter(|last| last.result == LastResult::Failed) else {
            return;
        };
        let at = last.at.map_or(String::new(), |at| format!(" at {at}"));
        let how = last.how();
        let what = format!("the last run of {name} failed{at}: {how}");
        self.find(
            "runs",
            Level::Error,
            what,
            Some(format!("`sa-infra logs {name}`")),
        );
    }
}
