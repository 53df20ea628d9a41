// A network in two zones: public subnets, and private ones that reach the internet through one NAT gateway.
import { Fn } from 'aws-cdk-lib';
import {
  CfnEIP,
  CfnInternetGateway,
  CfnNatGateway,
  CfnRoute,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCGatewayAttachment,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export class TwoZones extends Construct {
  readonly vpc: CfnVPC;
  readonly public: string[];
  readonly private: string[];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const vpc = new CfnVPC(this, 'vpc', { cidrBlock: '10.0.0.0/16', enableDnsHostnames: true });
    const gateway = new CfnInternetGateway(this, 'gateway');
    const attachment = new CfnVPCGatewayAttachment(this, 'attachment', {
      vpcId: vpc.ref,
      internetGatewayId: gateway.ref,
    });
    const subnets = (kind: string, third: number) => {
      const routes = new CfnRouteTable(this, `${kind}-routes`, { vpcId: vpc.ref });
      const subnet = (zone: number) => {
        const subnet = new CfnSubnet(this, `${kind}-${zone}`, {
          vpcId: vpc.ref,
          availabilityZone: Fn.select(zone, Fn.getAzs()),
          cidrBlock: `10.0.${third + zone}.0/24`,
        });
        new CfnSubnetRouteTableAssociation(this, `${kind}-${zone}-routes`, {
          routeTableId: routes.ref,
          subnetId: subnet.ref,
        });
        return subnet.ref;
      };
      return { routes, ids: [0, 1].map(subnet) };
    };
    const publicSubnets = subnets('public', 0);
    const privateSubnets = subnets('private', 16);
    const address = new CfnEIP(this, 'address');
    address.addDependency(attachment);
    const nat = new CfnNatGateway(this, 'nat', {
      allocationId: address.attrAllocationId,
      subnetId: publicSubnets.ids[0],
    });
    const publicRoute = new CfnRoute(this, 'public-route', {
      routeTableId: publicSubnets.routes.ref,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.ref,
    });
    publicRoute.addDependency(attachment);
    new CfnRoute(this, 'private-route', {
      routeTableId: privateSubnets.routes.ref,
      destinationCidrBlock: '0.0.0.0/0',
      natGatewayId: nat.ref,
    });
    this.vpc = vpc;
    this.public = publicSubnets.ids;
    this.private = privateSubnets.ids;
  }
}
