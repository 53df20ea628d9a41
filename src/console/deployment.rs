//! A deployment that was started on the page. It runs the operation of `deploy` on its own thread, shows the same
//! output as a terminal, and waits for the answers to its questions.

mod page_ui;

use super::board::Board;
use super::instance::{Access, Instance};
use super::notice::Notice;
use super::panel::Panel;
use super::parts::button;
use super::problem::Problem;
use crate::deploy::deployment::{Deployment, Failure, Options, Results};
use crate::synth::Assembly;
use maud::{Markup, html};
use page_ui::PageUi;
use std::cell::Cell;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often interrupts are checked and the progress is shown.
const BEAT: Duration = Duration::from_millis(500);

/// An answer to a question.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The number of the question.
    pub(super) question: u64,
    /// `yes`, `no`, the typed confirmation, or the choice for the operation in progress.
    pub(super) text: String,
}

/// The deployments of a console: at most one runs at a time.
pub(super) struct Deployments {
    assembly: Arc<Assembly>,
    options: Options,
    access: Access,
    board: Arc<Board>,
    running: Arc<Mutex<Option<Running>>>,
    in_progress: InProgress,
}

/// The stacks whose operation runs in AWS.
type InProgress = Arc<Mutex<Vec<String>>>;

/// A running deployment.
struct Running {
    answers: Sender<Answer>,
    interrupts: Sender<()>,
}

impl Deployments {
    pub(super) fn new(instance: &Instance<'_>, access: &Access, board: &Arc<Board>) -> Self {
        Self {
            assembly: Arc::clone(instance.assembly),
            options: instance.options.clone(),
            access: Arc::clone(access),
            board: Arc::clone(board),
            running: Arc::default(),
            in_progress: Arc::default(),
        }
    }

    /// Starts one.
    pub(super) fn begin(&self, stack: Option<&str>) -> Result<Notice, Problem> {
        let mut running = self.running();
        if running.is_some() {
            return Err(Problem::new(
                "a deployment is running",
                "wait for its end, or interrupt it",
            ));
        }
        let ids = self.chosen(stack);
        if ids.is_empty() {
            return Err(Problem::new("there is no such stack", "open the page of a stack"));
        }
        let (answers, answered) = channel();
        let (interrupts, interrupted) = channel();
        let work = Work {
            assembly: Arc::clone(&self.assembly),
            options: Options {
                plan_first: ids.len() > 1,
                ..self.options.clone()
            },
            access: Arc::clone(&self.access),
            board: Arc::clone(&self.board),
            in_progress: Arc::clone(&self.in_progress),
            ids,
        };
        let place = Arc::clone(&self.running);
        let thread = std::thread::Builder::new().name("deployment".to_owned());
        thread.spawn(move || {
            work.run(answered, &interrupted);
            *place.lock().unwrap_or_else(PoisonError::into_inner) = None;
        })?;
        *running = Some(Running { answers, interrupts });
        Ok(Notice::go("/stacks"))
    }

    /// The stack and its dependencies, or all stacks.
    fn chosen(&self, stack: Option<&str>) -> Vec<Arc<str>> {
        let named = |one: &&crate::synth::Artifact| stack.map_or(!one.on_request, |stack| *one.id == *stack);
        let named = self.assembly.stacks.iter().filter(named).collect::<Vec<_>>();
        let needed = self.assembly.with_dependencies(&named).into_iter();
        needed.map(|one| Arc::clone(&one.id)).collect()
    }

    /// Answers its question.
    pub(super) fn answer(&self, answer: Answer) -> Result<Notice, Problem> {
        let over = || Problem::new("no deployment waits for this answer", "reload the page");
        let running = self.running();
        let running = running.as_ref().ok_or_else(over)?;
        running.answers.send(answer).map_err(|_| over())?;
        Ok(Notice::done("answered"))
    }

    /// Interrupts it: it asks what to do with the operation in progress.
    pub(super) fn interrupt(&self) -> Result<Notice, Problem> {
        let running = self.running();
        let over = || Problem::new("no deployment is running", "reload the page");
        running
            .as_ref()
            .ok_or_else(over)?
            .interrupts
            .send(())
            .map_err(|_| over())?;
        Ok(Notice::done("interrupted"))
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The stacks whose operation runs in AWS, whatever becomes of this process.
    pub(super) fn in_progress(&self) -> Vec<String> {
        self.in_progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Whether one runs.
    pub(super) fn is_running(&self) -> bool {
        self.running().is_some()
    }
}

/// The state of a deployment on its thread.
struct Work {
    assembly: Arc<Assembly>,
    options: Options,
    access: Access,
    board: Arc<Board>,
    in_progress: InProgress,
    ids: Vec<Arc<str>>,
}

impl Work {
    fn run(&self, answers: Receiver<Answer>, interrupted: &Receiver<()>) {
        let interrupts = Cell::new(0);
        let ui = PageUi::new(&self.board, &self.in_progress, answers, &interrupts);
        ui.paint();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let ended = match runtime {
            Ok(runtime) => runtime.block_on(async {
                tokio::select! {
                    ended = Box::pin(self.deploy(&ui, &interrupts)) => ended,
                    never = beat(&ui, interrupted, &interrupts) => match never {},
                }
            }),
            Err(error) => Err(error.into()),
        };
        ui.end(&outcome(&ended));
        self.in_progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.board.refresh(|_| true);
    }

    async fn deploy(&self, ui: &PageUi<'_>, interrupts: &Cell<u32>) -> Result<Results, Problem> {
        let clouds = (self.access)().await?;
        let stacks = self
            .assembly
            .stacks
            .iter()
            .filter(|stack| self.ids.contains(&stack.id));
        let deployment = Deployment {
            clouds: &clouds,
            all: &self.assembly.stacks,
            options: &self.options,
            ui,
            interrupts,
        };
        Ok(Box::pin(deployment.deploy(&stacks.collect::<Vec<_>>())).await)
    }
}

/// Counts interrupts and shows the progress while the deployment runs.
async fn beat(
    ui: &PageUi<'_>,
    interrupted: &Receiver<()>,
    interrupts: &Cell<u32>,
) -> std::convert::Infallible {
    loop {
        tokio::time::sleep(BEAT).await;
        if interrupted.try_recv().is_ok() {
            interrupts.set(interrupts.get() + 1);
        }
        ui.paint();
    }
}

/// The result.
fn outcome(ended: &Result<Results, Problem>) -> Markup {
    match ended {
        Err(problem) => problem.markup(),
        Ok(results) => html! {
            @for (stack, result) in results {
                @match result {
                    Ok(_) => {},
                    Err(Failure::Declined) => p.note { strong { (stack) } ": declined; nothing was changed" },
                    Err(failure) => pre.terminal { (page_ui::failed(stack, failure)) },
                }
            }
        },
    }
}

/// The panel of a deployment.
fn panel(board: &Board, body: &Markup, runs: bool) {
    let markup = html! {
        div.deployment {
            div.head {
                h2 { "Deployment" }
                @if runs { (button("interrupt", &[], "Interrupt", "")) }
            }
            (body)
        }
    };
    board.show(&Panel::Deployment, &markup);
}
