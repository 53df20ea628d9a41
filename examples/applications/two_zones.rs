//! A network in two zones: public subnets, and private ones that reach the internet through one NAT gateway.

use sa_infra::arn::Id;
use sa_infra::aws::ec2;
use sa_infra::construct::Ref;
use sa_infra::intrinsic::{availability_zones, select};
use sa_infra::prelude::*;

/// Puts the network into the stack.
pub(crate) struct TwoZones;

/// The resources of the network for other constructs.
#[allow(dead_code, reason = "a stack may use only some of them")]
pub(crate) struct Network {
    pub(crate) vpc: Ref<ec2::Vpc>,
    pub(crate) public: Vec<Val<Id<ec2::Subnet>>>,
    pub(crate) private: Vec<Val<Id<ec2::Subnet>>>,
}

impl Construct for TwoZones {
    type Handle = Network;

    fn build(self, scope: &mut Scope<'_>) -> Network {
        let vpc = scope.at("vpc").put(ec2::Vpc {
            cidr_block: "10.0.0.0/16".into(),
            enable_dns_hostnames: true.into(),
            ..Default::default()
        });
        let gateway = scope.at("gateway").put(ec2::InternetGateway::default());
        let attachment = scope.at("attachment").put(ec2::VpcGatewayAttachment {
            internet_gateway_id: gateway.id().into(),
            ..ec2::VpcGatewayAttachment::new(vpc.id())
        });
        let mut subnets = |kind: &str, third: u32| {
            let routes = scope.at(format!("{kind}-routes")).put(ec2::RouteTable::new(vpc.id()));
            let subnet = |zone: u32| {
                let mut place = scope.at(format!("{kind}-{zone}"));
                let subnet = place.at("subnet").put(ec2::Subnet {
                    availability_zone: select(zone, availability_zones()).into(),
                    cidr_block: format!("10.0.{}.0/24", third + zone).into(),
                    ..ec2::Subnet::new(vpc.id())
                });
                place.at("routes").put(ec2::SubnetRouteTableAssociation::new(routes.id(), subnet.id()));
                subnet.id()
            };
            let subnets = (0..2).map(subnet).collect::<Vec<_>>();
            (
                ec2::Route { destination_cidr_block: "0.0.0.0/0".into(), ..ec2::Route::new(routes.id()) },
                subnets,
            )
        };
        let (public_route, public) = subnets("public", 0);
        let (private_route, private) = subnets("private", 16);
        let address = scope.at("address").depends_on(&attachment).put(ec2::Eip::default());
        let nat = scope.at("nat").put(ec2::NatGateway {
            allocation_id: address.allocation_id().into(),
            subnet_id: public[0].clone().into(),
            ..Default::default()
        });
        let public_route = ec2::Route { gateway_id: gateway.id().into(), ..public_route };
        scope.at("public-route").depends_on(&attachment).put(public_route);
        scope.at("private-route").put(ec2::Route { nat_gateway_id: nat.id().into(), ..private_route });
        Network { vpc, public, private }
    }
}
