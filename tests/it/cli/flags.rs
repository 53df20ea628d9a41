//! The flags that every command has, and how stacks are named.

use crate::support::cli::Sandbox;
use crate::support::endpoint::Endpoint;
use crate::support::ministack::Account;
use crate::support::script::Script;
use crate::support::terminal::Session;

#[test]
fn verbose_shows_each_call_and_no_secret() {
    let account = Account::new();
    let run = account.run(&["status", "--verbose"]).exits(0);
    assert!(
        run.stderr.contains("aws sts GetCallerIdentity: 200 in ")
            && run.stderr.contains("aws cloudformation DescribeStacks: "),
        "{run}"
    );
    assert!(run.stderr.contains(" ms, request id "), "{run}");
    let run = account
        .run_fed(
            &["secrets", "set", "INTRINIO_API_KEY", "--stdin", "-v"],
            "planted-key",
        )
        .exits(0);
    assert!(run.stderr.contains("aws ssm PutParameter: 200"), "{run}");
    assert!(
        !run.to_string().contains("planted") && !run.stderr.contains("Signature"),
        "{run}"
    );
}

#[test]
fn quiet_shows_results_and_errors_only() {
    let account = Account::new();
    let run = account
        .run(&["deploy", "app-infra-base", "--yes", "--quiet"])
        .exits(0);
    assert!(run.account.is_none() && !run.stderr.contains("created"), "{run}");
    assert!(run.stdout.contains("app-infra-base.sadatabucketname = "), "{run}");
    assert_eq!(run.stderr, "");
    let asked = [
        "deploy",
        "app-infra-compute",
        "-q",
        "--require-approval",
        "any-change",
    ];
    let run = account.run(&asked).exits(2);
    assert!(
        run.stderr.contains("app-infra-compute (new)") && run.stderr.contains("--yes"),
        "{run}"
    );
    let run = account
        .run(&["deploy", "app-infra-compute", "-q", "--dry-run"])
        .exits(0);
    assert!(run.stderr.contains("app-infra-compute (new)"), "{run}");
    let run = account.run(&["deploy", "app-infra-nothing", "-q"]).exits(2);
    assert!(run.stderr.contains("unknown stack"), "{run}");
}

#[test]
fn all_says_which_stacks_it_does_not_include() {
    let account = Account::new();
    let said = |arguments: &[&str]| account.run(arguments).exits(0).stderr;
    let note = |verb: &str| format!("not included: simple-trader (name it to {verb} it)\n");
    assert!(said(&["deploy", "--all", "--yes"]).contains(&note("deploy")));
    for quiet in ["-q", "--json"] {
        let text = said(&["deploy", "--all", "--yes", quiet]);
        assert!(!text.contains("not included"), "{text}");
    }
    assert!(!said(&["deploy", "app-infra-base", "--yes"]).contains("not included"));
    let text = said(&["destroy", "--all", "--yes", "--delete-data", "--stop-tasks"]);
    assert!(text.contains(&note("delete")), "{text}");
}

#[test]
fn colors_are_off_where_they_are_not_wanted() {
    let colored = |arguments: &[&str], variable: (&str, &str)| {
        let mut command = Sandbox::new().command("", arguments, &[variable]);
        command.current_dir("/");
        Session::at(command, &[]).text.contains("\x1b[")
    };
    assert!(colored(&["--help"], ("LANG", "C")));
    for (arguments, variable) in [
        (&["--help", "--no-color"][..], ("LANG", "C")),
        (&["ls", "--no-color"], ("LANG", "C")),
        (&["--help"], ("NO_COLOR", "1")),
        (&["--help"], ("CLICOLOR", "0")),
    ] {
        assert!(!colored(arguments, variable), "{arguments:?} {variable:?}");
    }
}

#[test]
fn the_end_is_heard() {
    let script = || Script::at("CREATE_COMPLETE").updates().play();
    let deploy = ["deploy", "app-infra-base", "--require-approval", "never"];
    let session = Session::run(&script(), &[&deploy[..], &["--notify"]].concat(), &[]).ends(0, &["updated"]);
    assert!(session.text.ends_with('\x07'), "{:?}", session.text);
    assert!(
        session.text.contains("\x1b]2;sa-infra: app-infra-base 0/1\x1b\\"),
        "{:?}",
        session.text
    );
    assert!(
        session.text.contains("\x1b[23;2t"),
        "the title is restored: {:?}",
        session.text
    );
    let session = Session::run(&script(), &deploy, &[]).ends(0, &["updated"]);
    assert!(!session.text.ends_with('\x07'), "{:?}", session.text);
}

/// Variables for an endpoint that looks like AWS: only the services use it, each through its own variable.
fn as_if_aws(endpoint: &Endpoint) -> Vec<(&'static str, String)> {
    let variables = endpoint.variables();
    let [url, rest @ ..] = variables.map(|(name, value)| (name, value));
    let services = [
        "AWS_ENDPOINT_URL_CLOUDFORMATION",
        "AWS_ENDPOINT_URL_STS",
        "AWS_ENDPOINT_URL_IAM",
    ];
    assert_eq!(url.0, "AWS_ENDPOINT_URL");
    services
        .into_iter()
        .map(|name| (name, url.1.clone()))
        .chain(rest)
        .collect()
}

#[test]
fn the_console_is_opened_or_its_address_printed() {
    let endpoint = Script::at("CREATE_COMPLETE").play();
    let sandbox = Sandbox::new();
    let browser = sandbox.program(
        "browser",
        "#!/bin/sh\necho \"$1\" > \"$HOME/opened.part\"\n/bin/mv \"$HOME/opened.part\" \"$HOME/opened\"\n",
    );
    let variables = as_if_aws(&endpoint);
    let mut variables = variables
        .iter()
        .map(|(name, value)| (*name, &**value))
        .collect::<Vec<_>>();
    let page = "https://us-east-1.console.aws.amazon.com/cloudformation/home?region=us-east-1#/stacks";
    let run = sandbox.run_in("", &["open"], &variables).exits(0);
    assert_eq!(run.stdout.trim_end(), page, "without a browser");
    let service = sandbox
        .run_in("", &["open", "recommendation-service"], &variables)
        .exits(0);
    assert!(
        service.stdout.contains("#logsV2:log-groups/log-group/"),
        "{service}"
    );
    variables.push(("BROWSER", browser.to_str().unwrap()));
    let stack = sandbox
        .run_in("", &["open", "app-infra-base"], &variables)
        .exits(0);
    assert!(
        stack
            .stdout
            .starts_with(&format!("{page}/stackinfo?stackId=arn%3Aaws")),
        "{stack}"
    );
    let began = std::time::Instant::now();
    while !sandbox.path().join("opened").exists() && began.elapsed().as_secs() < 10 {
        std::thread::yield_now();
    }
    assert_eq!(sandbox.read("opened"), stack.stdout);
    let account = Account::new();
    account.run(&["open"]).exits(2);
}

#[test]
fn stacks_are_named_by_id_by_name_and_by_pattern() {
    let sandbox = Sandbox::with_config("namespace = \"paper\"\n");
    sandbox.run(&["synth"]).exits(0);
    let named = |name: &str| {
        let run = sandbox.run(&["diff", name, "--offline", "templates"]).exits(0);
        let stacks = run
            .stdout
            .lines()
            .filter_map(|line| line.strip_suffix(": no differences"));
        stacks.map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(named("app-infra-base"), "app-infra-base");
    assert_eq!(named("paper-app-infra-base"), "app-infra-base");
    assert_eq!(
        named("app-*"),
        "app-infra-base app-infra-compute app-infra-develop"
    );
    assert_eq!(named("*comp?te"), "app-infra-compute");
    let listed = sandbox.run(&["ls", "app-*", "simple-trader"]).exits(0).stdout;
    assert_eq!(listed.lines().count(), 4, "{listed}");
    let listed = sandbox
        .run(&["ls", "paper-app-infra-base", "--json"])
        .exits(0)
        .stdout;
    assert_eq!(listed.matches("\"id\"").count(), 1, "{listed}");
    let wrong = |arguments: &[&str]| sandbox.run(arguments).exits(2).stderr;
    assert!(wrong(&["diff", "zzz-*", "--offline", "templates"]).contains("no stack matches \"zzz-*\""));
    assert!(
        wrong(&["diff", "app-infra-bsae", "--offline", "templates"]).contains("did you mean app-infra-base?")
    );
    assert!(wrong(&["events", "app-*"]).contains("selects 3 stacks"));
    assert!(wrong(&["depoly", "--all"]).contains("did you mean deploy? see"));
    assert!(wrong(&["deploy", "--al"]).contains("did you mean --all? see `sa-infra deploy --help`"));
    assert!(wrong(&["deploy", "--all", "--dry-rnu"]).contains("did you mean --dry-run?"));
}
