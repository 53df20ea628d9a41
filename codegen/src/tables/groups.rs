//! Services that share a feature: few programs use them, and the registry accepts 300 features for a crate.
//!
//! A service stays in its group, or programs that name its feature would no longer build. A new one gets its own
//! feature.

/// Services that AWS has closed to new customers, or has ended.
const CLOSED: &[&str] = &[
    "cloud9",
    "codestar",
    "datapipeline",
    "elasticsearch",
    "eventsv2",
    "evidently",
    "finspace",
    "forecast",
    "frauddetector",
    "greengrass",
    "inspector",
    "iotanalytics",
    "iotthingsgraph",
    "kinesisanalytics",
    "lookoutequipment",
    "lookoutvision",
    "mediastore",
    "panorama",
    "pinpointemail",
    "qldb",
    "robomaker",
    "sdb",
    "simspaceweaver",
    "voiceid",
];

/// Services with one or two rarely used types.
const OTHERS: &[&str] = &[
    "aiops",
    "alexaask",
    "apptest",
    "arcregionswitch",
    "autoscalingplans",
    "awsexternalanthropic",
    "backupgateway",
    "bcmdataexports",
    "bedrockmantle",
    "billing",
    "braket",
    "cdk",
    "cloudhsm",
    "computeoptimizer",
    "connectcampaigns",
    "connectcampaignsv2",
    "evs",
    "healthagent",
    "healthimaging",
    "interconnect",
    "iotcoredeviceadvisor",
    "iotsecuretunneling",
    "kendraranking",
    "launchwizard",
    "licensemanagerlinuxsubscriptions",
    "licensemanagerusersubscriptions",
    "notificationscontacts",
    "novaact",
    "opensearch",
    "pi",
    "polly",
    "pricingplanmanager",
    "ssmguiconnect",
    "supportauthz",
    "systemsmanagersap",
    "textract",
    "uxc",
    "wickr",
    "workspacesthinclient",
];

const GROUPS: &[(&str, &[&str])] = &[("closed-services", CLOSED), ("other-services", OTHERS)];

/// The feature that the service called `module` shares.
pub(crate) fn of(module: &str) -> Option<&'static str> {
    let mut groups = GROUPS.iter().filter(|(_, modules)| modules.contains(&module));
    groups.next().map(|(feature, _)| *feature)
}

/// Every service that shares one.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().flat_map(|(_, modules)| modules.iter().copied())
}
