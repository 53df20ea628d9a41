//! The instance: its key, its security group, its role, its image.

use super::APP;
use crate::config::SimpleTrader;
use sa_infra::app::{Keep, Stack};
use sa_infra::aws::{ec2, iam, s3};
use sa_infra::construct::Ref;
use sa_infra::intrinsic::base64;
use sa_infra::json::{Fields, Json};
use sa_infra::policy::{allow, document, trust};
use sa_infra::template::Parameter;
use sa_infra::text;
use sa_infra::value::{List, Prop, Val};

/// The public parameter with the newest image of Amazon Linux 2023 for arm64.
const NEWEST_IMAGE: &str = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/// The user of Amazon Linux, who owns the program.
pub const USER: &str = "ec2-user";

pub struct Machine {
    pub instance: Ref<ec2::Instance>,
    pub key_pair: Ref<ec2::KeyPair>,
}

pub fn define(stack: &mut Stack, trader: &SimpleTrader, bucket: &Ref<s3::Bucket>) -> Machine {
    // No tags: those of a key pair can never change, and the deployed one has none.
    let key_name = format!("{APP}KeyPair");
    let key_pair = stack.at(&key_name).put_bare(ec2::KeyPair::new(key_name.clone()));
    let role = role(stack, trader, bucket);
    let security_group = security_group(stack, trader);
    let image = image(stack, trader);
    let mut place = stack.at(format!("{APP}Instance"));
    let profile = place
        .at("InstanceProfile")
        .put_bare(iam::InstanceProfile::new([role.name()]));
    let instance = place.depends_on(&key_pair).put(ec2::Instance {
        availability_zone: optional(trader.availability_zone.as_ref()),
        block_device_mappings: [disk()].into(),
        iam_instance_profile: profile.name().into(),
        image_id: image.into(),
        instance_type: trader.instance_type.to_string().into(),
        key_name: key_name.into(),
        metadata_options: ec2::MetadataOptions {
            http_tokens: ec2::HttpTokens::Required.into(),
            ..Default::default()
        }
        .into(),
        security_group_ids: [security_group.group_id()].into(),
        subnet_id: optional(trader.subnet_id.as_ref()),
        tags: [ec2::Tag::new(
            "Name",
            format!("{}/{APP}Instance", trader.stack_name),
        )]
        .into(),
        user_data: base64(include_str!("user-data.sh").replace("{{timezone}}", &trader.timezone)).into(),
        ..Default::default()
    });
    stack.keep(
        &security_group,
        Keep {
            settings: &[("VpcId", "simple_trader.vpc_id")],
            as_deployed: &[],
        },
    );
    stack.keep(
        &instance,
        Keep {
            settings: &[
                ("SubnetId", "simple_trader.subnet_id"),
                ("AvailabilityZone", "simple_trader.availability_zone"),
                ("ImageId", "simple_trader.image_id"),
            ],
            // An instance with a fixed image existed before: its creation-time properties stay.
            as_deployed: if trader.image_id.is_some() {
                &["BlockDeviceMappings", "UserData"]
            } else {
                &[]
            },
        },
    );
    Machine { instance, key_pair }
}

fn optional<R>(value: Option<&impl ToString>) -> Prop<R>
where
    Prop<R>: From<String>,
{
    value.map_or(Prop::Unset, |value| value.to_string().into())
}

/// The form of image ids, old and new.
const IMAGE: &str = "^ami-[0-9a-f]{8}([0-9a-f]{9})?$";

/// The image is chosen at the first deployment and stays: a newer image would replace the instance. The parameter is
/// a string, because CloudFormation resolves a parameter of the image type again at every change: if its owner
/// withdraws the image, every later change to the stack would fail.
fn image(stack: &mut Stack, trader: &SimpleTrader) -> Val<String> {
    if let Some(image) = &trader.image_id {
        return image.to_string().into();
    }
    let about = "The image of the machine, the newest one at the first deployment; deploy keeps it";
    stack.published_value("ImageId", NEWEST_IMAGE);
    stack.parameter(
        "ImageId",
        Parameter {
            kind: "String".into(),
            default: None,
            no_echo: false,
            rest: Fields::from_iter([
                ("Description", Json::from(about)),
                ("AllowedPattern", Json::from(IMAGE)),
                (
                    "ConstraintDescription",
                    Json::from("an image id, ami- and 8 or 17 hexadecimal digits"),
                ),
            ]),
        },
    )
}

fn disk() -> ec2::InstanceBlockDeviceMapping {
    ec2::InstanceBlockDeviceMapping {
        ebs: ec2::InstanceEbs {
            encrypted: true.into(),
            volume_size: 20.into(),
            volume_type: ec2::VolumeType::Gp3.into(),
            ..Default::default()
        }
        .into(),
        ..ec2::InstanceBlockDeviceMapping::new("/dev/xvda")
    }
}

/// All egress; as ingress, SSH from the configured networks. Session Manager needs no ingress.
fn security_group(stack: &mut Stack, trader: &SimpleTrader) -> Ref<ec2::SecurityGroup> {
    let ssh = trader.ssh_cidr.iter().map(|cidr| ec2::Ingress {
        cidr_ip: cidr.to_string().into(),
        description: "Allow SSH access".into(),
        from_port: 22.into(),
        to_port: 22.into(),
        ..ec2::Ingress::new("tcp")
    });
    let ssh = ssh.collect::<Vec<_>>();
    // In the default VPC only the default can be written: all egress.
    let egress = if trader.vpc_id.is_some() {
        [ec2::Egress {
            cidr_ip: "0.0.0.0/0".into(),
            description: "Allow all outbound traffic by default".into(),
            ..ec2::Egress::new("-1")
        }]
        .into()
    } else {
        Prop::Unset
    };
    stack.at("SSHAccessSecurityGroup").put(ec2::SecurityGroup {
        security_group_egress: egress,
        security_group_ingress: if ssh.is_empty() {
            Prop::Unset
        } else {
            ssh.into_iter().collect::<List<_>>().into()
        },
        vpc_id: optional(trader.vpc_id.as_ref()),
        // Create-only: another description would replace the group.
        ..ec2::SecurityGroup::new("Allow SSH access on port 22")
    })
}

/// The permissions of the instance: be managed by Systems Manager, read its files, write its logs and its ledger.
fn role(stack: &mut Stack, trader: &SimpleTrader, bucket: &Ref<s3::Bucket>) -> Ref<iam::Role> {
    let id = format!("{APP}Role");
    let mut place = stack.at(&id);
    let role = place.at("Resource").put_bare(iam::Role {
        description: "Role required for services for running SimpleTrader application".into(),
        ..iam::Role::new(trust("ec2.amazonaws.com"))
    });
    // AWS's own policy for the agent also allows reading all parameters. These actions support no resource.
    let agent = [
        "ec2messages:AcknowledgeMessage",
        "ec2messages:DeleteMessage",
        "ec2messages:FailMessage",
        "ec2messages:GetEndpoint",
        "ec2messages:GetMessages",
        "ec2messages:SendReply",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ];
    let files = trader.files.iter().map(|file| &*file.name);
    let files = ["repo.zip"].into_iter().chain(files);
    let written = ["Logs", "Ledger"].map(|what| text![bucket.arn(), format!("/{APP}{what}/*")]);
    let statements = [
        allow(agent).on("*"),
        allow(["s3:GetObject"]).on_each(files.map(|file| text![bucket.arn(), "/", file])),
        // A missing file is a 404, not a 403.
        allow(["s3:ListBucket"]).on(bucket.arn()),
        allow(["s3:AbortMultipartUpload", "s3:PutObject"]).on_each(written),
    ];
    let mut policy = place.at("DefaultPolicy");
    let name = format!("{APP}RoleDefaultPolicy1597E36F");
    policy.at("Resource").put_bare(iam::Policy {
        roles: [role.name()].into(),
        ..iam::Policy::new(document(statements), name)
    });
    role
}
