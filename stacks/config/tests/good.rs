//! Which values a file changes, and which it does not.

use super::{Config, fine, shown};
use crate::config::{BuildSpec, StackId, Store};
use sa_infra::settings::{Listing, Source};
use std::path::Path;

#[test]
fn without_a_file_it_is_what_is_described() {
    let loaded = Config::read(None, None, None).unwrap();
    assert!(loaded.entries.iter().all(|entry| entry.source == Source::Default));
    insta::assert_snapshot!(Listing(&loaded.entries).to_string());
    let config = loaded.value;
    assert_eq!(config.name("vpc"), "sa-vpc");
    let names = StackId::ALL.map(|stack| config.stack_name(stack));
    assert_eq!(
        names,
        ["app-infra-base", "app-infra-compute", "app-infra-develop"]
    );
    let subnets: Vec<String> = config
        .stock_advisor
        .network
        .subnets()
        .map(|net| net.to_string())
        .collect();
    assert_eq!(subnets, ["192.168.0.0/20", "192.168.16.0/20"]);
    assert_eq!(config.stock_advisor.parameters.store, Store::Secure);
    assert!(!config.simple_trader.configured);
    assert_eq!(config.simple_trader.bucket_suffix, None);
    assert!(config.simple_trader.files[3].optional && !config.simple_trader.files[2].optional);
}

#[test]
fn what_is_shown_is_a_configuration() {
    let default = Config::read(None, None, None).unwrap();
    let mut again = fine(&Listing(&default.entries).to_string()).value;
    again.simple_trader.configured = false;
    again.stock_advisor.stack_names = default.value.stock_advisor.stack_names.clone();
    assert_eq!(again, default.value);
}

#[test]
fn the_two_services_have_the_names_of_the_original() {
    let config = Config::read(None, None, None).unwrap().value;
    let services: Vec<_> = config.services().collect();
    let names = services.iter().map(|service| {
        [
            service.name.clone(),
            service.title(),
            service.repository_name("sa"),
            service.log_group_name("sa"),
            service.project_name("sa"),
            service.schedule.cron.expression(),
            service.command("sa").join(" "),
            service.build.dockerfile.to_string(),
            service.build.repository_variable.to_string(),
        ]
    });
    let [recommendation, portfolio] = names.collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(
        recommendation,
        [
            "recommendation-service",
            "Recommendation",
            "sa-recommendation-service",
            "sa/ecs/recommendation-service",
            "sa-recommendation-service-project",
            "cron(0 6 ? * MON-FRI *)",
            "-app_namespace sa",
            "Dockerfile.rec_svc",
            "RECOMMENDATION_SERVICE_REPO_URI",
        ]
    );
    assert_eq!(
        portfolio,
        [
            "portfolio-manager",
            "Portfolio Manager",
            "sa-portfolio-manager-service",
            "sa/ecs/portfolio-manager",
            "sa-portfolio-manager-project",
            "cron(0 11 ? * MON-FRI *)",
            "-app_namespace sa -portfolio_size 3",
            "Dockerfile.pfolio_man",
            "PORTFOLIOMGR_SERVICE_REPO_URI",
        ]
    );
    assert_eq!(
        services.iter().map(|service| service.trades).collect::<Vec<_>>(),
        [false, true]
    );
}

#[test]
fn parameters_have_the_names_of_the_original() {
    let config = Config::read(None, None, None).unwrap().value;
    let parameters: Vec<_> = config
        .parameters()
        .map(|parameter| {
            (
                parameter.plain_name("sa"),
                parameter.secure_name("sa"),
                parameter.placeholder.to_string(),
                parameter.secret,
            )
        })
        .collect();
    let expected = [
        ("INTRINIO_API_KEY", "put_api_key_here", true),
        ("TDAMERITRADE_ACCOUNT_ID", "put_account_id_here", false),
        ("TDAMERITRADE_CLIENT_ID", "put_client_id_here", true),
        ("TDAMERITRADE_REFRESH_TOKEN", "put_refresh_token_here", true),
    ];
    let expected: Vec<_> = expected
        .map(|(name, placeholder, secret)| {
            (
                format!("SA_{name}"),
                format!("/sa/{name}"),
                placeholder.to_owned(),
                secret,
            )
        })
        .into();
    assert_eq!(parameters, expected);
}

#[test]
fn the_example_of_the_documentation_is_the_default_with_an_address() {
    let loaded = fine(include_str!("example.toml"));
    let default = Config::read(None, None, None).unwrap();
    let mut config = loaded.value;
    assert_eq!(config.stock_advisor.notify[0].to_string(), "owner@example.com");
    assert_eq!(config.simple_trader.bucket_suffix.as_deref(), Some("-ajith"));
    assert_eq!(config.simple_trader.ssh_cidr[0].to_string(), "203.0.113.7/32");
    assert!(config.simple_trader.configured);
    config.stock_advisor.notify.clear();
    config.simple_trader = default.value.simple_trader.clone();
    assert_eq!(config, default.value);
}

#[test]
fn a_file_is_merged_key_by_key_and_each_value_knows_its_line() {
    let loaded = fine(
        "namespace = \"qa-2\"\n\
         [stock_advisor.network]\n\
         subnets = 3 # three zones\n\
         [stock_advisor.services.portfolio-manager]\n\
         command = [\n  \"-app_namespace\",\n  \"{namespace}\",\n]\n\
         build.buildspec = \"repository\"\n",
    );
    let shown = |key: &str| shown(&loaded, key);
    assert_eq!(shown("namespace"), "\"qa-2\" # sa-infra.toml:1");
    assert_eq!(shown("stock_advisor.network.subnets"), "3 # sa-infra.toml:3");
    assert_eq!(shown("stock_advisor.network.subnet_prefix"), "20 # default");
    let service = |key: &str| shown(&format!("stock_advisor.services.portfolio-manager.{key}"));
    assert_eq!(
        service("command"),
        "[\"-app_namespace\", \"{namespace}\"] # sa-infra.toml:5"
    );
    assert_eq!(service("build.buildspec"), "\"repository\" # sa-infra.toml:9");
    assert_eq!(service("build.dockerfile"), "\"Dockerfile.pfolio_man\" # default");
    assert_eq!(
        shown("stock_advisor.stack_names.base"),
        "\"qa-2-app-infra-base\" # default"
    );
    let config = &loaded.value;
    assert_eq!(config.stack_name(StackId::Compute), "qa-2-app-infra-compute");
    assert_eq!(
        config.services().nth(1).unwrap().build.buildspec,
        BuildSpec::Repository
    );
    assert_eq!(
        config.services().nth(1).unwrap().command("qa-2"),
        ["-app_namespace", "qa-2"]
    );
    assert_eq!(
        config.parameters().next().unwrap().plain_name("qa-2"),
        "QA-2_INTRINIO_API_KEY"
    );
}

#[test]
fn a_third_service_gets_what_it_does_not_say() {
    let loaded = fine(
        "[stock_advisor.services.report-service]\nparameters = [\"INTRINIO_API_KEY\", \"MAIL_PASSPHRASE\"]\n\
         [stock_advisor.services.audit]\ncpu = 256\nmemory = 512\n",
    );
    let names: Vec<_> = loaded
        .value
        .services()
        .map(|service| service.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "recommendation-service",
            "portfolio-manager",
            "report-service",
            "audit"
        ]
    );
    let service = |key: &str| shown(&loaded, &format!("stock_advisor.services.report-service.{key}"));
    assert_eq!(service("repository"), "\"report-service\" # default");
    assert_eq!(
        service("command"),
        "[\"-app_namespace\", \"{namespace}\"] # default"
    );
    assert_eq!(
        service("build.dockerfile"),
        "\"Dockerfile.report-service\" # default"
    );
    assert_eq!(
        service("build.repository_variable"),
        "\"REPORT_SERVICE_REPO_URI\" # default"
    );
    assert_eq!(service("trades"), "false # default");
    let service = loaded.value.services().nth(2).unwrap();
    assert_eq!(service.log_group_name("sa"), "sa/ecs/report-service");
    // A parameter that only a service names is a secret, as if its section were empty.
    let described = fine("[stock_advisor.parameters.definitions.MAIL_PASSPHRASE]\n");
    let last = |loaded: &sa_infra::settings::Loaded<Config>| loaded.value.parameters().last().cloned();
    assert_eq!(last(&loaded), last(&described));
    let key = "stock_advisor.parameters.definitions.MAIL_PASSPHRASE.placeholder";
    assert_eq!(shown(&loaded, key), "\"put_value_here\" # default");
}

#[test]
fn a_service_can_be_switched_off() {
    let loaded = fine("[stock_advisor.services.portfolio-manager]\nenabled = false\ncpu = 3\n");
    let names: Vec<_> = loaded
        .value
        .services()
        .map(|service| service.name.as_str())
        .collect();
    assert_eq!(names, ["recommendation-service"]);
    // The values that users set in the parameters of a service must stay.
    assert_eq!(loaded.value.parameters().count(), 4);
}

#[test]
fn stack_names_can_be_set() {
    let loaded = fine("namespace = \"qa\"\n[stock_advisor.stack_names]\nbase = \"app-infra-base\"\n");
    let names = StackId::ALL.map(|stack| loaded.value.stack_name(stack));
    assert_eq!(
        names,
        ["app-infra-base", "qa-app-infra-compute", "qa-app-infra-develop"]
    );
    assert_eq!(
        shown(&loaded, "stock_advisor.stack_names.base"),
        "\"app-infra-base\" # sa-infra.toml:3"
    );
}

#[test]
fn the_region_of_the_command_line_beats_the_file() {
    let file = Some((
        Path::new("sa-infra.toml"),
        "stock_advisor.region = \"eu-west-1\"\n[simple_trader]\n",
    ));
    let loaded = Config::read(file, Some("eu-north-1"), None).unwrap();
    for key in ["stock_advisor.region", "simple_trader.region"] {
        assert_eq!(shown(&loaded, key), "\"eu-north-1\" # --region");
    }
    assert!(loaded.value.simple_trader.configured);
    let loaded = Config::read(file, None, None).unwrap();
    assert_eq!(
        shown(&loaded, "stock_advisor.region"),
        "\"eu-west-1\" # sa-infra.toml:1"
    );
}

#[test]
fn the_file_beats_the_variable_with_the_suffix() {
    let suffix = Some(("s3_bucket_suffix", "-ajith"));
    let loaded = Config::read(None, None, suffix).unwrap();
    assert_eq!(
        shown(&loaded, "simple_trader.bucket_suffix"),
        "\"-ajith\" # s3_bucket_suffix"
    );
    assert!(!loaded.value.simple_trader.configured);
    let file = Some((
        Path::new("sa-infra.toml"),
        "[simple_trader]\nbucket_suffix = \"\"\n",
    ));
    let loaded = Config::read(file, None, suffix).unwrap();
    assert_eq!(loaded.value.simple_trader.bucket_suffix.as_deref(), Some(""));
}

#[test]
fn dates_and_times_of_toml_will_do() {
    let loaded =
        fine("[simple_trader]\nstart = 08:30\nstop = 15:45:00\nholidays = [2027-01-26, \"2027-12-25\"]\n");
    let trader = loaded.value.simple_trader;
    assert_eq!(
        (trader.start.to_string(), trader.stop.to_string()),
        ("08:30".into(), "15:45".into())
    );
    assert_eq!(
        trader
            .holidays
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["2027-01-26", "2027-12-25"]
    );
}

#[test]
fn new_regions_are_not_refused() {
    for region in [
        "us-east-3",
        "eu-west-9",
        "ap-southeast-12",
        "us-gov-west-1",
        "ca-east-1",
        "zz-north-1",
    ] {
        fine(&format!("[stock_advisor]\nregion = \"{region}\"\n"));
    }
}

#[test]
fn windows_and_its_editors_are_welcome() {
    let loaded = fine("\u{feff}namespace = \"qa\"\r\n\r\n[stock_advisor]\r\nalarms = false\r\n");
    assert_eq!(shown(&loaded, "stock_advisor.alarms"), "false # sa-infra.toml:4");
}

#[test]
fn values_as_json_name_their_source() {
    let loaded = fine("namespace = \"qa\"\n");
    let json = serde_json::to_value(&loaded.entries[..2]).unwrap();
    let expected = serde_json::json!([
        {"key": "namespace", "value": "qa", "source": "sa-infra.toml:1"},
        {"key": "stock_advisor.region", "value": "us-east-1", "source": "default"},
    ]);
    assert_eq!(json, expected);
}
