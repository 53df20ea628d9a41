//! A network that reaches the internet without NAT: public subnets in several zones, with one route table each.

use crate::aws::ec2;
use crate::model::app::Scope;
use crate::model::construct::{Construct, Ref};
use crate::model::intrinsic::{availability_zones, select};
use crate::model::json::Text;
use crate::model::value::{List, Prop};
use ipnet::Ipv4Net;

/// A VPC of public subnets, built with the construct ids of the CDK's `Vpc`.
#[derive(Clone, Debug)]
pub struct PublicNetwork {
    /// The network of the VPC, `192.168.0.0/17`.
    pub cidr: Ipv4Net,
    /// The name of the subnet group in construct ids and `aws-cdk:subnet-name`.
    pub group: &'static str,
    /// The subnets, one zone each. The check reports those that are outside the VPC or overlap.
    pub subnets: Vec<PublicSubnet>,
    /// Tags of the VPC and its gateway.
    pub tags: Vec<(Text, String)>,
}

/// A subnet, with its route table.
#[derive(Clone, Debug)]
pub struct PublicSubnet {
    /// Its network.
    pub cidr: Ipv4Net,
    /// Tags of the subnet and its route table.
    pub tags: Vec<(Text, String)>,
}

/// The resources of a network for other constructs.
#[derive(Clone, Debug)]
pub struct Network {
    /// The VPC.
    pub vpc: Ref<ec2::Vpc>,
    /// Its subnets, in the order of the zones.
    pub subnets: Vec<Ref<ec2::Subnet>>,
}

impl Construct for PublicNetwork {
    type Handle = Network;

    fn build(self, scope: &mut Scope<'_>) -> Network {
        let tags = tags(self.tags, &scope.path());
        let vpc = scope.at("Resource").put_bare(ec2::Vpc {
            cidr_block: self.cidr.to_string().into(),
            enable_dns_hostnames: true.into(),
            enable_dns_support: true.into(),
            instance_tenancy: ec2::InstanceTenancy::Default.into(),
            tags: tags.clone(),
            ..Default::default()
        });
        let gateway = scope.at("IGW").put_bare(ec2::InternetGateway { tags });
        let attachment = scope.at("VPCGW").put_bare(ec2::VpcGatewayAttachment {
            internet_gateway_id: gateway.id().into(),
            ..ec2::VpcGatewayAttachment::new(vpc.id())
        });
        let way_out = WayOut {
            vpc: &vpc,
            gateway,
            attachment,
        };
        let subnets = self.subnets.into_iter().zip(0..).map(|(subnet, zone)| {
            let place = scope.at(format!("{}Subnet{}", self.group, zone + 1));
            way_out.subnet(place, subnet, zone, self.group)
        });
        let subnets = subnets.collect();
        Network { vpc, subnets }
    }
}

/// The internet gateway, to which every subnet of the network is connected.
struct WayOut<'a> {
    vpc: &'a Ref<ec2::Vpc>,
    gateway: Ref<ec2::InternetGateway>,
    attachment: Ref<ec2::VpcGatewayAttachment>,
}

impl WayOut<'_> {
    fn subnet(&self, mut place: Scope<'_>, subnet: PublicSubnet, zone: u32, group: &str) -> Ref<ec2::Subnet> {
        let path = place.path();
        let kind = [("aws-cdk:subnet-name", group), ("aws-cdk:subnet-type", "Public")];
        let kind = kind.map(|(key, value)| (key.into(), value.to_owned()));
        let subnet_tags = kind.into_iter().chain(subnet.tags.clone()).collect();
        let made = place.at("Subnet").put_bare(ec2::Subnet {
            availability_zone: select(zone, availability_zones()).into(),
            cidr_block: subnet.cidr.to_string().into(),
            map_public_ip_on_launch: true.into(),
            tags: tags(subnet_tags, &path),
            ..ec2::Subnet::new(self.vpc.id())
        });
        let table = place.at("RouteTable").put_bare(ec2::RouteTable {
            tags: tags(subnet.tags, &path),
            ..ec2::RouteTable::new(self.vpc.id())
        });
        place
            .at("RouteTableAssociation")
            .put_bare(ec2::SubnetRouteTableAssociation::new(table.id(), made.id()));
        place
            .at("DefaultRoute")
            .depends_on(&self.attachment)
            .put_bare(ec2::Route {
                destination_cidr_block: "0.0.0.0/0".into(),
                gateway_id: self.gateway.id().into(),
                ..ec2::Route::new(table.id())
            });
        made
    }
}

/// The given tags, and `Name` with the construct path, which the console shows.
fn tags(given: Vec<(Text, String)>, path: &str) -> Prop<List<ec2::Tag>> {
    let name = [("Name".into(), path.to_owned())];
    let all = given
        .into_iter()
        .chain(name)
        .map(|(key, value)| ec2::Tag::new(key.into_owned(), value));
    all.collect::<List<_>>().into()
}
