//! A network in two zones: public subnets, and private ones whose way out is one NAT gateway.

use sa_infra::aws::ec2;
use sa_infra::construct::{Construct, Ref};
use sa_infra::intrinsic::{availability_zones, select};
use sa_infra::prelude::*;

/// The network.
pub(crate) struct TwoZones;

/// What it lends.
pub(crate) struct Lent {
    pub(crate) vpc: Ref<ec2::Vpc>,
    pub(crate) public: Vec<Ref<ec2::Subnet>>,
    pub(crate) private: Vec<Ref<ec2::Subnet>>,
}

impl Construct for TwoZones {
    type Handle = Lent;

    fn build(self, scope: &mut Scope<'_>) -> Lent {
        let vpc = scope.at("vpc").put(ec2::Vpc {
            cidr_block: "10.0.0.0/16".into(),
            enable_dns_hostnames: true.into(),
            ..Default::default()
        });
        let gateway = scope.at("gateway").put(ec2::InternetGateway::default());
        let attached = scope.at("attached").put(ec2::VpcGatewayAttachment {
            internet_gateway_id: gateway.id().into(),
            ..ec2::VpcGatewayAttachment::new(vpc.id())
        });
        let mut subnets = |kind: &str, third: u32| {
            let table = scope
                .at(format!("{kind}-routes"))
                .put(ec2::RouteTable::new(vpc.id()));
            let subnet = |zone: u32| {
                let mut place = scope.at(format!("{kind}-{zone}"));
                let subnet = place.at("subnet").put(ec2::Subnet {
                    availability_zone: select(zone, availability_zones()).into(),
                    cidr_block: format!("10.0.{}.0/24", third + zone).into(),
                    map_public_ip_on_launch: (kind == "public").into(),
                    ..ec2::Subnet::new(vpc.id())
                });
                place
                    .at("routes")
                    .put(ec2::SubnetRouteTableAssociation::new(table.id(), subnet.id()));
                subnet
            };
            let subnets = (0..2).map(subnet).collect::<Vec<_>>();
            (table, subnets)
        };
        let (public_routes, public) = subnets("public", 0);
        let (private_routes, private) = subnets("private", 16);
        let address = scope.at("address").depends_on(&attached).put(ec2::Eip::default());
        let nat = scope.at("nat").put(ec2::NatGateway {
            allocation_id: address.allocation_id().into(),
            subnet_id: public[0].id().into(),
            ..Default::default()
        });
        let out = |table: &Ref<ec2::RouteTable>| ec2::Route {
            destination_cidr_block: "0.0.0.0/0".into(),
            ..ec2::Route::new(table.id())
        };
        let to_internet = ec2::Route {
            gateway_id: gateway.id().into(),
            ..out(&public_routes)
        };
        scope.at("public-out").depends_on(&attached).put(to_internet);
        scope.at("private-out").put(ec2::Route {
            nat_gateway_id: nat.id().into(),
            ..out(&private_routes)
        });
        Lent { vpc, public, private }
    }
}
