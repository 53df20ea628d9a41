//! The changes that a reader can make: each is the operation of a command, with the same refusals and questions.

mod machine;
mod notifications;
mod services;
mod values;

use super::board::Board;
use super::deployment::{Answer, Deployments};
use super::instance::Instance;
use super::notice::Notice;
use super::problem::Problem;
use crate::cloud::Secret;
use crate::operate::instance::Verb;
use crate::view;
use std::io::{self, Write};
use tokio::sync::oneshot;

/// A change, and the receiver of its answer.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) action: Action,
    pub(super) reply: oneshot::Sender<Notice>,
}

/// A change.
#[derive(Debug)]
pub(super) enum Action {
    /// Pauses a schedule, until a date if one is named.
    Pause { service: String, until: Option<String> },
    /// Resumes a schedule.
    Resume { service: String },
    /// Runs a service now.
    Run { service: String, force: bool, yes: bool },
    /// Builds the image of a service.
    Build { service: String },
    /// Sets a value.
    Set { name: String, value: Secret },
    /// Deploys a stack and those that it needs; without a name, all.
    Deploy { stack: Option<String> },
    /// Answers a question of the deployment.
    Answer(Answer),
    /// Interrupts the deployment.
    Interrupt,
    /// Starts or stops the instance.
    Machine { verb: Verb, yes: bool },
    /// Adds a subscriber.
    Subscribe { address: String },
    /// Sends a test message.
    Test,
    /// Detects the drift of a stack.
    Drift { stack: String },
}

impl Action {
    /// The change in a form; `None` if the verb is unknown, or a field is missing.
    pub(super) fn of(verb: &str, form: &[u8]) -> Option<Self> {
        let field = |name: &str| {
            let found = form_urlencoded::parse(form).find(|(field, _)| field == name);
            found
                .map(|(_, text)| text.into_owned())
                .filter(|text| !text.is_empty())
        };
        let is = |name: &str| field(name).as_deref() == Some("1");
        Some(match verb {
            "pause" => Self::Pause {
                service: field("service")?,
                until: field("until"),
            },
            "resume" => Self::Resume {
                service: field("service")?,
            },
            "run" => Self::Run {
                service: field("service")?,
                force: is("force"),
                yes: is("yes"),
            },
            "build" => Self::Build {
                service: field("service")?,
            },
            "set" => Self::Set {
                name: field("name")?,
                value: Secret::new(field("value").unwrap_or_default()),
            },
            "deploy" => Self::Deploy {
                stack: field("stack"),
            },
            "answer" => Self::Answer(Answer {
                question: field("question")?.parse().ok()?,
                text: field("answer")?,
            }),
            "interrupt" => Self::Interrupt,
            "start" => Self::Machine {
                verb: Verb::Start,
                yes: is("yes"),
            },
            "stop" => Self::Machine {
                verb: Verb::Stop,
                yes: is("yes"),
            },
            "subscribe" => Self::Subscribe {
                address: field("address")?,
            },
            "test" => Self::Test,
            "drift" => Self::Drift {
                stack: field("stack")?,
            },
            _ => return None,
        })
    }
}

/// Makes a change. Returns its result.
pub(super) async fn act(
    instance: &Instance<'_>,
    board: &Board,
    deployments: &Deployments,
    action: Action,
) -> Notice {
    let done = match action {
        Action::Pause { service, until } => {
            services::switch(instance, board, &service, true, until.as_deref()).await
        }
        Action::Resume { service } => services::switch(instance, board, &service, false, None).await,
        Action::Run { service, force, yes } => {
            Box::pin(services::run(instance, board, &service, force, yes)).await
        }
        Action::Build { service } => Box::pin(services::build(instance, board, &service)).await,
        Action::Set { name, value } => values::set(instance, board, &name, &value).await,
        Action::Deploy { stack } => deployments.begin(stack.as_deref()),
        Action::Answer(answer) => deployments.answer(answer),
        Action::Interrupt => deployments.interrupt(),
        Action::Machine { verb, yes } => Box::pin(machine::switch(instance, board, verb, yes)).await,
        Action::Subscribe { address } => notifications::subscribe(instance, board, &address).await,
        Action::Test => notifications::test(instance).await,
        Action::Drift { stack } => Box::pin(drift(instance, board, &stack)).await,
    };
    done.unwrap_or_else(|problem| Notice::refused(&problem))
}

/// Detects the drift of a stack.
async fn drift(instance: &Instance<'_>, board: &Board, stack: &str) -> Result<Notice, Problem> {
    let stacks = instance.stacks();
    let chosen = stacks
        .into_iter()
        .filter(|one| *one.id == *stack)
        .collect::<Vec<_>>();
    let found = crate::deploy::drift::drift(instance.clouds, &chosen).await?;
    board.refresh(|_| true);
    let format = view::Format::brief(super::terminal_text::WIDTH);
    let text = super::terminal_text::written(|out| view::drift::human(out, &found, format))?;
    Ok(Notice::ask("Drift", &maud::html! { pre.terminal { (text) } }))
}

/// The output of a view, without colors.
fn said(view: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<String, Problem> {
    let mut text = Vec::new();
    view(&mut text)?;
    Ok(view::output::plain(&String::from_utf8_lossy(&text))
        .trim()
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn a_form_is_a_change_and_a_value_is_not_shown() {
        let action = Action::of("set", b"name=KEY&value=hunter2%21").unwrap();
        assert!(!format!("{action:?}").contains("hunter2"), "{action:?}");
        let run = Action::of("run", b"service=a&yes=1&force=").unwrap();
        assert!(matches!(
            run,
            Action::Run {
                yes: true,
                force: false,
                ..
            }
        ));
        assert!(Action::of("run", b"").is_none() && Action::of("destroy", b"stack=a").is_none());
    }
}
