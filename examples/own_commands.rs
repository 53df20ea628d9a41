//! A program with its own name, version and commands: `cargo run --example own_commands -- --help`.

use sa_infra::app::App;
use sa_infra::aws::s3;
use sa_infra::cli::{Cli, clap};
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::new("my-tool", "2.3.4").about("The tool of my project");
    // The same commands below one of a command line of its own: `my-tool infra ls`.
    let infra = cli.mount(clap::Command::new("infra").about("Deploy the infrastructure"));
    let own = clap::Command::new("my-tool").subcommand(infra);
    if std::env::args().nth(1).as_deref() == Some("infra") {
        let matches = own.get_matches();
        return match matches.subcommand() {
            Some((_, matches)) => cli.dispatch(&stacks, matches),
            None => ExitCode::FAILURE,
        };
    }
    let whoami = clap::Command::new("whoami").about("Show who owns this project");
    cli.command(whoami, |_| owner()).main(&stacks)
}

#[expect(clippy::disallowed_methods, reason = "a result of one line, in an example")]
fn owner() -> ExitCode {
    let written = std::io::stdout().write_all(b"the reports team\n");
    ExitCode::from(u8::from(written.is_err()))
}

fn stacks(app: &mut App) {
    app.stack("files").at("uploads").put(s3::Bucket::default());
}
