//! The context of a command: its program, the global options, the streams, and how results are printed.

use super::program::{Definition, Overrides, Program};
use super::proposal::Flags;
use super::{Failure, Global, environment, hyperlinks, signals, terminal_width};
use crate::settings::{Problems, Source};
use crate::synth::Assembly;
use crate::view::{self, output};
use serde::Serialize;
use std::io::{self, Write};

/// The context of a command.
pub(super) struct Context<'a> {
    pub(super) program: &'a dyn Program,
    pub(super) global: Global,
    /// Results.
    pub(super) out: &'a mut dyn Write,
    /// Progress, warnings, questions.
    pub(super) err: &'a mut dyn Write,
    /// The signal that ended the command early.
    pub(super) ended_by: Option<signals::Signal>,
    /// The flags that every suggested command carries.
    pub(super) flags: Flags,
    /// Whether the command uses an emulator, which the AWS console does not show.
    pub(super) is_emulated: bool,
    /// Whether the command runs others, so that each JSON value is on one line.
    pub(super) json_lines: bool,
    /// The flags that variables set.
    pub(super) variables: Vec<environment::Given>,
}

impl Context<'_> {
    /// The layout of results for people.
    pub(super) fn format(&self) -> view::Format {
        let terminal = output::is_stdout_terminal().then(|| view::Terminal {
            now: jiff::Timestamp::now(),
            links: !self.is_emulated && hyperlinks::are_shown(),
        });
        view::Format {
            width: terminal_width::width(),
            verbose: self.global.verbose,
            terminal,
        }
    }

    /// Suggests what to do next. Omitted for machine-readable output and with `--quiet`.
    pub(super) fn next(&mut self, what: &str) -> Result<(), Failure> {
        if self.global.json || self.global.quiet {
            return Ok(());
        }
        self.out.flush()?;
        Ok(view::next::next(self.err, what)?)
    }

    /// The exit code of an operation that a signal ended.
    pub(super) fn interrupt_code(&self) -> u8 {
        self.ended_by.unwrap_or(signals::Signal::Interrupt).code()
    }

    pub(super) fn define(&self) -> Result<Definition, Failure> {
        self.define_at(None, None)
    }

    fn define_at(&self, namespace: Option<&str>, region: Option<&str>) -> Result<Definition, Failure> {
        let or = |other: Option<&str>, own: &Option<String>| other.map(str::to_owned).or_else(|| own.clone());
        let overrides = Overrides {
            file: self.global.config.clone(),
            region: or(region, &self.global.region),
            namespace: or(namespace, &self.global.namespace),
        };
        let defined = self.program.define(&overrides);
        let mut defined = defined.map_err(|problems| Failure::Settings(self.placed(problems)))?;
        for entry in &mut defined.settings {
            if let Source::Given(name) = &mut entry.source {
                *name = self.source(name);
            }
        }
        super::configuration_file::remember(defined.file.as_deref());
        Ok(defined)
    }

    /// The problems, with the variables that caused them instead of their flags.
    fn placed(&self, mut problems: Problems) -> Problems {
        for problem in &mut *problems {
            problem.given_by = problem.given_by.take().map(|flag| self.source(&flag));
        }
        problems
    }

    fn source(&self, name: &str) -> String {
        environment::source(name, &self.variables)
            .unwrap_or(name)
            .to_owned()
    }

    /// Prints a result: as JSON for programs, with `human` for people.
    pub(super) fn show<T: Serialize>(
        &mut self,
        result: &T,
        human: impl FnOnce(&mut dyn Write, &T) -> io::Result<()>,
    ) -> Result<(), Failure> {
        match (self.global.json, self.json_lines) {
            (true, true) => view::json_line(self.out, result)?,
            (true, false) => view::json(self.out, result)?,
            (false, _) => human(self.out, result)?,
        }
        // Notes must come after the result.
        Ok(self.out.flush()?)
    }

    /// Prints a result of a command with one JSON value per line.
    pub(super) fn show_line<T: Serialize>(
        &mut self,
        result: &T,
        human: impl FnOnce(&mut dyn Write, &T) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if self.global.json {
            return Ok(view::json_line(self.out, result)?);
        }
        self.show(result, human)
    }

    /// Refuses `--json` for a command that prints something else. The variable for all commands is ignored.
    pub(super) fn no_json(&mut self, command: &str, what: &str) -> Result<(), Failure> {
        self.global.json &= environment::source("--json", &self.variables).is_none();
        if !self.global.json {
            return Ok(());
        }
        let reason = format!("{command}: prints {what}, not JSON");
        Err(Failure::usage(reason, "remove --json"))
    }

    /// The same stacks in another namespace.
    pub(super) fn synth_in(&self, namespace: &str) -> Result<Assembly, Failure> {
        self.synth_at(Some(namespace), None)
    }

    /// The same stacks in another namespace and region.
    pub(super) fn synth_at(
        &self,
        namespace: Option<&str>,
        region: Option<&str>,
    ) -> Result<Assembly, Failure> {
        let definition = self.define_at(namespace, region)?;
        definition.app.synth().map_err(Failure::Findings)
    }

    /// Synthesizes and checks all stacks.
    pub(super) fn synth(&self) -> Result<Assembly, Failure> {
        self.define()?.app.synth().map_err(Failure::Findings)
    }
}
