//! CloudFormation's own plan: creates a change set for each stack, reads it and deletes it. It decides about
//! replacement.

use super::{Compared, Error, Kept, read};
use crate::cloud::Clouds;
use crate::deploy::compared::Row;
use crate::deploy::deployment::{Deployment, Failure, Options};
use crate::deploy::ui::{Choice, Event, Interrupted, Question, Ui, Unasked};
use crate::synth::Artifact;
use std::cell::{Cell, RefCell};

/// Compares each stack with the deployed one through a change set. Changes nothing, and leaves no change set,
/// whatever the outcome.
pub async fn asked<'a, C: Clouds>(
    clouds: &C,
    all: &'a [Artifact],
    stacks: &[&'a Artifact],
    options: Options,
    interrupts: &Cell<u32>,
    ui: &dyn Ui,
) -> Result<Vec<Compared>, Error> {
    let (mut compared, texts) = read(clouds, stacks.iter().copied(), &options, false).await?;
    let options = Options {
        dry_run: true,
        compared: texts,
        ..options
    };
    for (stack, compared) in stacks.iter().zip(&mut compared) {
        let listener = Listener {
            heard: RefCell::default(),
            ui,
        };
        let deployment = Deployment {
            clouds,
            all,
            options: &options,
            ui: &listener,
            interrupts,
        };
        for (id, result) in deployment.deploy(&[stack]).await {
            match result {
                // The events contain what would stop a deployment, which is the result here.
                Ok(_) | Err(Failure::Stopped(_)) => {}
                Err(failure) => return Err(Error::Refused(id, Box::new(failure))),
            }
        }
        if interrupts.get() > 0 {
            return Err(Error::Refused(stack.id.clone(), Box::new(Failure::Interrupted)));
        }
        let (rows, kept) = listener.heard.take();
        let place = |id: &str| Some(kept.iter().find(|kept| kept.id == id)?.place.clone());
        compared.correct(&rows, place);
    }
    Ok(compared)
}

/// Records what a change set would do, and forwards notes.
struct Listener<'a> {
    heard: RefCell<(Vec<Row>, Vec<Kept>)>,
    ui: &'a dyn Ui,
}

impl Ui for Listener<'_> {
    fn tell(&self, event: Event) {
        match event {
            Event::Changes {
                changes, compared, ..
            } => *self.heard.borrow_mut() = (changes, compared.kept),
            note @ Event::Note { .. } => self.ui.tell(note),
            _ => {}
        }
    }

    fn ask(&self, _: &Question) -> Result<bool, Unasked> {
        // A preview must not change anything.
        Ok(false)
    }

    fn choose(&self, _: &Interrupted) -> Choice {
        Choice::Leave
    }
}
