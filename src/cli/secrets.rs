//! `secrets`: sets and shows the API keys, tokens and ids that the services read.

mod input;

use super::prompt::{confirm, is_terminal};
use super::{Context, Failure, aws};
use crate::cloud::{SdkClouds, Secret};
use crate::operate::secrets::{self, Needed, file};
use crate::operate::services::services;
use crate::synth::Artifact;
use crate::view;
use jiff::Timestamp;
use std::cell::Cell;
use std::path::PathBuf;
use std::pin::pin;
use zeroize::Zeroizing;

/// Set the API keys, tokens and ids that the services read, and see which are missing.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  sa-infra secrets\n  sa-infra secrets set NAME\n  sa-infra secrets import keys.env"
)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    aws: aws::Aws,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show which values are set, when and by whom, but never the values
    #[command(after_help = "Examples:\n  sa-infra secrets list\n  sa-infra secrets list --json")]
    List,
    /// Set a value from a hidden prompt, a file or standard input
    #[command(after_help = "Examples:\n  sa-infra secrets set NAME\n  sa-infra secrets set NAME --file FILE")]
    Set(Set),
    /// Set the values in a file of NAME=value lines, all or none
    #[command(
        after_help = "Examples:\n  sa-infra secrets import .env\n  sa-infra secrets import keys.txt --namespace test"
    )]
    Import {
        /// File to read
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Copy the values from another namespace, region or account
    #[command(after_help = "Examples:\n  sa-infra secrets copy --from test\n  \
                      sa-infra secrets copy --from-region us-east-1 --region eu-west-1\n  \
                      sa-infra secrets copy --from-profile old --profile new")]
    Copy(Source),
    /// Show whether a value is set, or the value with --reveal
    #[command(after_help = "Examples:\n  sa-infra secrets show NAME\n  sa-infra secrets show NAME --reveal")]
    Show {
        /// Name, as shown by `secrets list`
        #[arg(value_name = "NAME")]
        name: String,
        /// Show the value, on a terminal only, after asking
        #[arg(long)]
        reveal: bool,
    },
}

/// Where values are copied from. They are copied to where the other flags and the configuration say.
#[derive(Debug, clap::Args)]
struct Source {
    /// Namespace to copy from
    #[arg(long, value_name = "NAMESPACE")]
    from: Option<String>,
    /// Region to copy from
    #[arg(long, value_name = "REGION")]
    from_region: Option<String>,
    /// AWS profile of the account to copy from
    #[arg(long, value_name = "NAME")]
    from_profile: Option<String>,
}

impl Source {
    /// The source in words.
    fn name(&self) -> String {
        let parts = [
            ("namespace", &self.from),
            ("region", &self.from_region),
            ("profile", &self.from_profile),
        ];
        let parts = parts.into_iter();
        let parts = parts.filter_map(|(what, name)| Some(format!("{what} {}", name.as_ref()?)));
        parts.collect::<Vec<_>>().join(", ")
    }
}

#[derive(Debug, clap::Args)]
struct Set {
    /// Name, as shown by `secrets list`
    #[arg(value_name = "NAME")]
    name: String,
    /// Read the value from standard input
    #[arg(long, conflicts_with = "file")]
    stdin: bool,
    /// Read the value from a file
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Not a value: whoever writes one here is told why not, without it being repeated
    #[arg(hide = true, allow_hyphen_values = true, num_args = 0..)]
    rest: Vec<String>,
}

pub(super) fn run(args: &Args, context: &mut Context<'_>) -> Result<(), Failure> {
    let text = brought(args.command.as_ref(), context)?;
    let assembly = context.operated(&args.aws, |_| Ok(()))?;
    let services = services(&assembly);
    let needed = secrets::needed(&services);
    let works_on = |needed: &[&Needed<'_>]| {
        let is_meant = |stack: &&Artifact| needed.iter().any(|needed| *needed.stack == *stack.id);
        args.aws.works_on(assembly.stacks.iter().filter(is_meant))
    };
    works_on(&needed.iter().collect::<Vec<_>>())?;
    match args.command.as_ref().unwrap_or(&Command::List) {
        Command::List => list(args, context, &needed),
        Command::Set(set) => {
            let needed = secrets::find(&needed, &set.name)?;
            works_on(&[needed])?;
            let value = input::value(context, text, &needed.name)?;
            write(args, context, &[(needed, value)])
        }
        Command::Import { file: path } => {
            let text = text.unwrap_or_default();
            let values = file::read(&path.display().to_string(), &text, &needed)?;
            let values = ids_trimmed(context, values)?;
            write(args, context, &values)
        }
        Command::Copy(source) => copy(args, context, &needed, source),
        Command::Show { name, reveal } => {
            let needed = secrets::find(&needed, name)?;
            works_on(&[needed])?;
            show(args, context, needed, *reveal)
        }
    }
}

fn list(args: &Args, context: &mut Context<'_>, needed: &[Needed<'_>]) -> Result<(), Failure> {
    let now = Timestamp::now();
    let rows = args
        .aws
        .run(async |clouds| Ok(secrets::list(clouds, needed, now).await?))?;
    let format = context.format();
    context.show(&rows, |out, rows| view::secrets::table(out, rows, format))?;
    if context.global.json {
        return Ok(());
    }
    Ok(view::secrets::hints(context.err, &rows)?)
}

/// The value that a command received with its arguments, checked before the first call to AWS. `None` when you type
/// the value, or when there is none.
fn brought(
    command: Option<&Command>,
    context: &mut Context<'_>,
) -> Result<Option<Zeroizing<String>>, Failure> {
    // The names are the same in every namespace.
    let assembly = context.synth()?;
    let services = services(&assembly);
    let needed = secrets::needed(&services);
    match command {
        Some(Command::Set(set)) => {
            let name = &secrets::find(&needed, &set.name)?.name;
            let text = input::given(set)?;
            text.as_ref()
                .map_or(Ok(()), |text| file::clean(name, text).map(drop))?;
            Ok(text)
        }
        Some(Command::Import { file: path }) => {
            let text = Zeroizing::new(input::read(path)?);
            if input::is_open_to_others(path) {
                view::secrets::open(context.err, path)?;
            }
            file::read(&path.display().to_string(), &text, &needed)?;
            Ok(Some(text))
        }
        Some(Command::Copy(source)) if source.name().is_empty() => Err(Failure::usage(
            "copy: no source is named",
            "pass --from NAMESPACE, --from-region REGION or --from-profile NAME",
        )),
        Some(Command::Show { name, .. }) => {
            secrets::find(&needed, name)?;
            Ok(None)
        }
        _ => Ok(None),
    }
}

fn write(args: &Args, context: &mut Context<'_>, values: &[(&Needed<'_>, Secret)]) -> Result<(), Failure> {
    args.aws.run(async |clouds| {
        let interrupted = Cell::new(false);
        let mut writing = pin!(secrets::write(clouds, values, || interrupted.get()));
        let written = tokio::select! {
            written = &mut writing => written,
            Ok(()) = tokio::signal::ctrl_c() => {
                // The write in progress finishes, and then the old values are restored.
                interrupted.set(true);
                writing.await
            }
        };
        let all = match written {
            Err(failure) if interrupted.get() => {
                Failure::from(failure).report(context.err);
                return Err(Failure::Said { code: 130 });
            }
            written => written?,
        };
        context.show(&all, |out, all| {
            all.iter().try_for_each(|one| view::secrets::written(out, one))
        })
    })
}

/// Removes spaces inside the quotes of an id; other values are kept as they are quoted.
fn ids_trimmed<'n, 'a>(
    context: &mut Context<'_>,
    values: Vec<(&'n Needed<'a>, Secret)>,
) -> Result<Vec<(&'n Needed<'a>, Secret)>, Failure> {
    let mut trimmed = Vec::new();
    for (needed, value) in values {
        if needed.kind != secrets::Kind::Plain {
            trimmed.push((needed, value));
            continue;
        }
        let cleaned = file::clean(&needed.name, value.expose())?;
        view::secrets::trimmed(context.err, &needed.name, &cleaned)?;
        trimmed.push((needed, cleaned.value));
    }
    Ok(trimmed)
}

fn copy(
    args: &Args,
    context: &mut Context<'_>,
    needed: &[Needed<'_>],
    source: &Source,
) -> Result<(), Failure> {
    let name = source.name();
    let other = context.synth_at(source.from.as_deref(), source.from_region.as_deref())?;
    let theirs = secrets::needed(&services(&other));
    let is_same = |(theirs, ours): (&Needed<'_>, &Needed<'_>)| {
        theirs.parameter == ours.parameter && theirs.environment == ours.environment
    };
    if source.from_profile.is_none() && theirs.iter().zip(needed).any(is_same) {
        let reason = format!("{name}: the source and the destination are the same");
        return Err(Failure::usage(
            reason,
            "name another namespace, region or profile to copy from; --namespace, --region and --profile say where to",
        ));
    }
    let read = async |clouds: &SdkClouds| Ok(secrets::reveal(clouds, &theirs).await?);
    let values = match &source.from_profile {
        None => args.aws.run(read)?,
        Some(profile) => args.aws.elsewhere(profile)?.run(read)?,
    };
    let values = values.into_iter().filter_map(|(name, value)| {
        let ours = needed.iter().find(|needed| needed.name == name)?;
        Some((ours, value))
    });
    let values = values.collect::<Vec<_>>();
    if values.is_empty() {
        let reason = format!("{name}: no value is set there");
        return Err(Failure::Failed {
            reason,
            fix: "check the namespace, the region and the account".to_owned(),
        });
    }
    write(args, context, &values)
}

fn show(args: &Args, context: &mut Context<'_>, needed: &Needed<'_>, reveal: bool) -> Result<(), Failure> {
    let one = std::slice::from_ref(needed);
    if !reveal {
        return list(args, context, one);
    }
    let name = &needed.name;
    if !is_terminal() || !view::output::is_stdout_terminal() || context.global.json {
        return Err(Failure::usage(
            format!("{name}: a value is shown on a terminal only"),
            "run it on a terminal, without --json",
        ));
    }
    confirm(context, &format!("show {name} on this screen?"), "a terminal")?;
    let values = args
        .aws
        .run(async |clouds| Ok(secrets::reveal(clouds, one).await?))?;
    match values.first() {
        Some((_, value)) => Ok(writeln!(context.out, "{}", value.expose())?),
        None => Err(Failure::Failed {
            reason: format!("{name}: no value is set"),
            fix: format!("run `sa-infra secrets set {name}`"),
        }),
    }
}
