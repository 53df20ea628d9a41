//! `simple-trader`: an instance that starts before the market opens, and stops after it closes once logs and
//! ledger are saved.

mod alarms;
mod functions;
mod ledger;
mod machine;
mod schedules;

use crate::config::Config;
use functions::Logged;
use sa_infra::app::{self, App, Retention, Stack};
use sa_infra::aws::{s3, scheduler};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::account_id;
use sa_infra::patterns::PrivateBucket;
use sa_infra::text;
use sa_infra::value::Val;

/// The original application's name, in construct ids, paths and prefixes.
const APP: &str = "SimpleTrader";

pub fn define(app: &mut App, config: &Config) {
    let trader = &config.simple_trader;
    let stack = app.stack("simple-trader");
    stack.set_name(trader.stack_name.to_string());
    stack.set_region(trader.region.to_string());
    stack.tag("app", "simple-trader");
    if !trader.configured {
        stack.leave_out_of_all();
    }
    stack.set_description("Simple Trader: a machine that trades on weekdays, its bucket, start and stop");

    let bucket = bucket(stack, config);
    let machine = machine::define(stack, trader, &bucket);
    let functions = functions::define(stack, trader, &machine, &bucket);
    let schedules = schedules::define(stack, trader, &functions);
    alarms::define(stack, trader, &functions, &schedules.group);
    stack.machine(app::Machine {
        instance: machine.instance.logical_id().into(),
        key_pair: machine.key_pair.logical_id().into(),
        user: machine::USER.into(),
        start: routine(&functions.start, &schedules.start),
        stop: routine(&functions.stop, &schedules.stop),
        closed: trader.holidays.iter().map(|day| day.0).collect(),
    });
    let beside = trader.files.iter().map(|file| app::PayloadFile {
        name: file.name.clone().into(),
        optional: file.optional,
        // The token of the exchange is valid for one day.
        daily: &*file.name == "access_token.txt",
    });
    stack.payload(app::Payload {
        bucket: bucket.logical_id().into(),
        archive: functions::ARCHIVE.into(),
        files: beside.collect(),
        timezone: trader.timezone.to_string().into(),
    });
    if trader.ledger_table {
        ledger::define(stack, &bucket);
    }

    stack
        .at("InstanceId")
        .output("The machine that trades", machine.instance.id());
    stack.at("KeyPairId").output(
        "The key pair; its private key is the parameter /ec2/keypair/ and this id",
        machine.key_pair.key_pair_id(),
    );
    stack.at("BucketName").output(
        "The bucket of the program, the logs and the ledger",
        bucket.name(),
    );
    stack
        .at("StartFunction")
        .output("Starts the machine", functions.start.function.name());
    stack
        .at("StopFunction")
        .output("Stops the machine", functions.stop.function.name());
}

/// The properties of a function that the command line needs.
fn routine(logged: &Logged, schedule: &Ref<scheduler::Schedule>) -> app::Routine {
    app::Routine {
        function: logged.function.logical_id().into(),
        schedule: schedule.logical_id().into(),
        log_group: logged.log_group.logical_id().into(),
    }
}

/// The bucket, which is always retained; an existing one is imported.
fn bucket(stack: &mut Stack, config: &Config) -> Ref<s3::Bucket> {
    const NAME: &str = "simpletrader-working-bucket";
    let name: Val<String> = match &config.simple_trader.bucket_suffix {
        Some(suffix) => format!("{NAME}{suffix}").into(),
        None => text![NAME, "-", account_id()],
    };
    stack
        .at("WorkingBucket")
        .retain(Retention::Always)
        .put(PrivateBucket {
            name: name.into(),
            noncurrent_days: 30,
            unfinished_upload_days: 7,
            ..Default::default()
        })
}
