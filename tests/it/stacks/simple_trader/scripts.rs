//! The scripts, run on an instance of stubs.

use crate::support::machine::Machine;

const PROJECT: &str = "root/home/ec2-user/projects/SimpleTrader";
const MARK: &str = "root/run/simple-trader/ready";
const CRON: &str = "root/etc/cron.d/simple-trader";

#[test]
fn user_data_sets_the_zone_and_installs_what_is_missing() {
    let machine = Machine::new();
    assert_eq!(machine.run("user-data.sh").code, 0);
    let expected = [
        "timedatectl set-timezone Asia/Kolkata",
        "dnf install --assumeyes --quiet cronie unzip",
        "systemctl enable --now crond",
    ];
    assert_eq!(machine.calls(), expected);
    assert_eq!(machine.run("user-data.sh").code, 0);
    assert_eq!(machine.calls(), [expected, expected].concat());
}

#[test]
fn setup_lays_the_day() {
    let machine = Machine::new();
    let ended = machine.run("setup.sh");
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    for (name, file) in [
        ("keys.json", "keys.json"),
        ("access_token.txt", "access_token.txt"),
        ("src/setup/closure_setup.py", "repo.zip"),
    ] {
        assert_eq!(machine.read(&format!("{PROJECT}/{name}")).as_deref(), Some(file));
    }
    assert!(machine.read(&format!("{PROJECT}/src/config.py")).is_none());
    assert!(machine.read(MARK).is_some());
    assert_eq!(
        machine.read(CRON).unwrap(),
        "CRON_TZ=Asia/Kolkata\n\
         55 8 * * 1-5 ec2-user /usr/local/bin/simple-trader-job pre_market_setup\n\
         14 9 * * 1-5 ec2-user /usr/local/bin/simple-trader-job setup\n"
    );
    let calls = machine.calls().join("\n");
    assert!(calls.contains("python -m pip install --quiet"), "{calls}");
    assert!(
        calls.ends_with("chown -R ec2-user:ec2-user /home/ec2-user"),
        "{calls}"
    );
}

#[test]
fn setup_twice_is_harmless() {
    let machine = Machine::new();
    machine.run("setup.sh");
    let cron = machine.read(CRON);
    assert_eq!(machine.run("setup.sh").code, 0);
    assert_eq!(machine.read(CRON), cron);
    assert!(machine.read(MARK).is_some());
    let made = machine
        .calls()
        .iter()
        .filter(|call| call.contains("-m venv"))
        .count();
    assert_eq!(made, 1);
}

#[test]
fn an_optional_file_goes_where_it_is_imported_from() {
    let machine = Machine::new();
    machine.write("s3/config.py", "x = 1");
    assert_eq!(machine.run("setup.sh").code, 0);
    let config = machine.read(&format!("{PROJECT}/src/config.py"));
    assert_eq!(config.as_deref(), Some("x = 1"));
}

#[test]
fn the_jobs_of_an_earlier_deployment_go() {
    let machine = Machine::new();
    let own = "17 * * * * root run-parts /etc/cron.hourly\n";
    let old =
        "55 8 * * * ec2-user python3.9 /home/ec2-user/projects/SimpleTrader/src/setup/pre_market_setup.py\n";
    machine.write("root/etc/crontab", &format!("{own}{old}"));
    assert_eq!(machine.run("setup.sh").code, 0);
    assert_eq!(machine.read("root/etc/crontab").as_deref(), Some(own));
}

#[test]
fn while_a_job_runs_nothing_is_touched() {
    let mut machine = Machine::new();
    machine.run("setup.sh");
    machine.write(&format!("{PROJECT}/ledger/today.csv"), "x");
    machine.set("RUNNING", "0");
    let ended = machine.run("setup.sh");
    assert_eq!(ended.code, 0);
    assert!(
        ended.stdout.contains("everything is left as it is"),
        "{}",
        ended.stdout
    );
    assert!(machine.read(&format!("{PROJECT}/ledger/today.csv")).is_some());
    assert!(machine.read(MARK).is_some());
}

#[test]
fn a_step_that_fails_stops_the_script_with_its_name() {
    for (fails, step) in [
        ("repo.zip", "fetching repo.zip"),
        ("unzip", "unpacking repo.zip"),
        ("keys.json", "fetching keys.json"),
        ("venv", "making the virtual environment"),
        ("pip", "installing the requirements"),
        ("chown", "giving everything back to ec2-user"),
    ] {
        let mut machine = Machine::new();
        machine.set("FAIL", fails);
        let ended = machine.run("setup.sh");
        assert_eq!(ended.code, 7, "{fails}");
        assert_eq!(ended.stderr, format!("setup failed at: {step} (exit 7)\n"));
        assert!(machine.read(MARK).is_none(), "{fails}");
    }
    let mut machine = Machine::new();
    machine.set("FAIL", "dnf");
    let ended = machine.run("user-data.sh");
    assert_eq!(
        ended.stderr,
        "user data failed at: installing cron and unzip (exit 7)\n"
    );
}

#[test]
fn what_an_earlier_day_left_is_saved_before_it_is_cleaned_away() {
    let mut machine = Machine::new();
    machine.run("setup.sh");
    machine.write(&format!("{PROJECT}/ledger/monday.csv"), "monday");
    machine.set("FAIL", "SimpleTraderLedger");
    let ended = machine.run("setup.sh");
    assert!(
        ended.stderr.contains("saving the logs and the ledger"),
        "{}",
        ended.stderr
    );
    assert!(machine.read(&format!("{PROJECT}/ledger/monday.csv")).is_some());
    machine.set("FAIL", "");
    assert_eq!(machine.run("setup.sh").code, 0);
    let saved = machine.read("s3/SimpleTraderLedger/monday.csv");
    assert_eq!(saved.as_deref(), Some("monday"));
    assert!(machine.read(&format!("{PROJECT}/ledger/monday.csv")).is_none());
}

#[test]
fn a_job_waits_until_the_machine_is_ready() {
    let machine = Machine::new();
    machine.run("setup.sh");
    std::fs::remove_file(machine.path("run/simple-trader/ready")).unwrap();
    let ended = machine.execute(&machine.path("usr/local/bin/simple-trader-job"), &["setup"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let calls = machine.calls();
    let last = calls.iter().rev().take(2).map(String::as_str).collect::<Vec<_>>();
    assert_eq!(
        last,
        [
            "python /home/ec2-user/projects/SimpleTrader/src/setup/setup.py",
            "sleep 5"
        ]
    );
    let path = machine.read("root/path").unwrap();
    assert_eq!(path, "/home/ec2-user/projects/SimpleTrader/src\n");
}

#[test]
fn closure_saves_the_day() {
    let machine = day();
    let ended = machine.run("closure.sh");
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    assert_eq!(
        machine.read("s3/SimpleTraderLedger/day.csv").as_deref(),
        Some("ledger")
    );
    let calls = machine.calls().join("\n");
    assert!(calls.contains("s3://bucket/SimpleTraderLogs/"), "{calls}");
    // On the next day, there is nothing left to save.
    machine.run("setup.sh");
    let uploads = |calls: Vec<String>| calls.iter().filter(|call| call.ends_with("Ledger/")).count();
    assert_eq!(uploads(machine.calls()), 1);
}

#[test]
fn a_failed_upload_fails_the_closure() {
    for (fails, step) in [
        ("Logs/", "uploading the logs"),
        ("Ledger/", "uploading the ledger"),
        (
            "closure_setup",
            "running closure_setup.py; logs and ledger are saved",
        ),
    ] {
        let mut machine = day();
        machine.set("FAIL", fails);
        let ended = machine.run("closure.sh");
        assert_ne!(ended.code, 0, "{fails}");
        assert!(
            ended.stderr.contains(&format!("closure failed at: {step} (exit")),
            "{}",
            ended.stderr
        );
        let saved = machine.read("s3/SimpleTraderLedger/day.csv").is_some();
        assert_eq!(saved, fails == "closure_setup");
    }
}

#[test]
fn without_a_program_there_is_nothing_to_save() {
    let machine = Machine::new();
    assert_eq!(machine.run("closure.sh").code, 0);
    assert_eq!(machine.calls(), Vec::<String>::new());
}

/// An instance on which the program wrote logs and a ledger today.
fn day() -> Machine {
    let machine = Machine::new();
    machine.run("setup.sh");
    let zone = jiff::tz::TimeZone::get("Asia/Kolkata").unwrap();
    let today = jiff::Timestamp::now().to_zoned(zone).date();
    machine.write(&format!("{PROJECT}/trade_logs/{today}/log.txt"), "log");
    machine.write(&format!("{PROJECT}/ledger/day.csv"), "ledger");
    machine
}
