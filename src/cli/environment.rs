//! The environment variables that set the flags of every command: `SA_INFRA_REGION` is `--region`.

use super::Failure;
use clap::builder::FalseyValueParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::ffi::{OsStr, OsString};

/// The flags that every command has, or every command that talks to AWS, and their variables.
const VARIABLES: [(&str, &str); 11] = [
    ("config", "SA_INFRA_CONFIG"),
    ("endpoint-url", "SA_INFRA_ENDPOINT_URL"),
    ("json", "SA_INFRA_JSON"),
    ("local", "SA_INFRA_LOCAL"),
    ("namespace", "SA_INFRA_NAMESPACE"),
    ("no-color", "SA_INFRA_NO_COLOR"),
    ("notify", "SA_INFRA_NOTIFY"),
    ("profile", "SA_INFRA_PROFILE"),
    ("quiet", "SA_INFRA_QUIET"),
    ("region", "SA_INFRA_REGION"),
    ("verbose", "SA_INFRA_VERBOSE"),
];

/// Flags that exclude each other: the variable of one is ignored if the other is on the command line.
const EXCLUSIVE: [(&str, &str); 6] = [
    ("quiet", "verbose"),
    ("verbose", "quiet"),
    ("local", "profile"),
    ("local", "endpoint-url"),
    ("profile", "local"),
    ("endpoint-url", "local"),
];

/// A flag, and the variable that set it.
pub(super) type Given = (&'static str, &'static str);

/// The flags that variables set, without those on the command line.
pub(super) fn given(matches: &ArgMatches) -> Vec<Given> {
    let mut deepest = matches;
    while let Some((_, below)) = deepest.subcommand() {
        deepest = below;
    }
    let is_given = |(flag, _): &Given| {
        let id = flag.replace('-', "_");
        // A command without the flag panics when it is asked for its source.
        deepest.try_contains_id(&id).is_ok() && deepest.value_source(&id) == Some(ValueSource::EnvVariable)
    };
    VARIABLES.into_iter().filter(is_given).collect()
}

/// The name under which a flag was given: that of its variable, if one set it.
pub(super) fn source(flag: &str, given: &[Given]) -> Option<&'static str> {
    let name = flag.strip_prefix("--")?;
    let found = given.iter().find(|(given, _)| *given == name);
    found.map(|(_, variable)| *variable)
}

/// Whether a variable selects an emulator or another endpoint than AWS's.
pub(super) fn is_emulated(given: &[Given]) -> bool {
    given
        .iter()
        .any(|(flag, _)| ["local", "endpoint-url"].contains(flag))
}

/// A failure whose fix is to remove a flag that a variable set: it names the variable.
pub(super) fn named(failure: Failure, given: &[Given]) -> Failure {
    let Failure::Usage { reason, mut fix } = failure else {
        return failure;
    };
    for (flag, variable) in given {
        for verb in ["remove", "omit"] {
            fix = fix.replace(&format!("{verb} --{flag}"), &format!("unset {variable}"));
        }
    }
    Failure::Usage { reason, fix }
}

/// The variables to ignore because of these arguments.
pub(super) fn overruled(arguments: &[OsString]) -> Vec<&'static str> {
    let own = arguments.iter().take_while(|word| *word != "--");
    let has = |flag: &str| {
        let is_it = |word: &OsStr| {
            let short = [("-q", "quiet"), ("-v", "verbose")];
            let is_short = short.iter().any(|(short, long)| word == *short && *long == flag);
            let word = word.to_str().and_then(|word| word.strip_prefix("--"));
            is_short || word.is_some_and(|word| word.split('=').next() == Some(flag))
        };
        own.clone().any(|word| is_it(word))
    };
    let overruled = EXCLUSIVE.iter().filter(|(given, _)| has(given));
    overruled.map(|(_, other)| *other).collect()
}

/// Lets the variables set the flags, except for those that are overruled. Hides these flags in `-h`; `--help` shows
/// them.
pub(super) fn with_variables(command: Command, overruled: &[&str]) -> Command {
    let command = command.mut_args(|arg| variable(arg, overruled));
    command.mut_subcommands(|below| with_variables(below, overruled))
}

/// The same, but below the program only for the commands that may be among these arguments.
pub(super) fn with_variables_of(command: Command, overruled: &[&str], arguments: &[OsString]) -> Command {
    let command = command.mut_args(|arg| variable(arg, overruled));
    let is_named = |below: &Command| {
        let mut names = std::iter::once(below.get_name()).chain(below.get_all_aliases());
        names.any(|name| arguments.iter().any(|word| word == name))
    };
    command.mut_subcommands(|below| {
        if is_named(&below) {
            with_variables(below, overruled)
        } else {
            below
        }
    })
}

fn variable(arg: Arg, overruled: &[&str]) -> Arg {
    let found = VARIABLES.iter().find(|(long, _)| arg.get_long() == Some(*long));
    let Some((long, variable)) = found.filter(|_| arg.is_global_set()) else {
        return arg;
    };
    let arg = arg.hide_short_help(true);
    if overruled.contains(long) {
        return arg;
    }
    let is_switch = matches!(arg.get_action(), ArgAction::SetTrue);
    let arg = arg.env(*variable).hide_env_values(true);
    if is_switch {
        arg.value_parser(FalseyValueParser::new())
    } else {
        arg
    }
}
