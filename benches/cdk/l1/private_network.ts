// A private network: instances without public addresses behind a load balancer, as many as the load needs.
import { App, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { CfnAutoScalingGroup, CfnScalingPolicy } from 'aws-cdk-lib/aws-autoscaling';
import { CfnLaunchTemplate, CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnListener, CfnLoadBalancer, CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { TwoZones } from './two_zones';

const IMAGE = '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}';
const SETUP = '#!/bin/bash\ndnf install -y nginx\nsystemctl enable --now nginx\n';

const app = new App();
const stack = new Stack(app, 'private-network', { env: { region: 'us-east-1' } });
const network = new TwoZones(stack, 'network');
const front = new CfnSecurityGroup(stack, 'front', {
  vpcId: network.vpc.ref,
  groupDescription: 'The load balancer',
  securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 80, toPort: 80, cidrIp: '0.0.0.0/0' }],
});
const back = new CfnSecurityGroup(stack, 'back', {
  vpcId: network.vpc.ref,
  groupDescription: 'The servers',
  securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 80, toPort: 80, sourceSecurityGroupId: front.ref }],
});
const server = new CfnLaunchTemplate(stack, 'server', {
  launchTemplateData: {
    imageId: IMAGE,
    instanceType: 't4g.small',
    securityGroupIds: [back.ref],
    metadataOptions: { httpTokens: 'required' },
    userData: Fn.base64(SETUP),
  },
});
const targets = new CfnTargetGroup(stack, 'targets', {
  port: 80,
  protocol: 'HTTP',
  vpcId: network.vpc.ref,
});
const servers = new CfnAutoScalingGroup(stack, 'servers', {
  minSize: '2',
  maxSize: '6',
  launchTemplate: { launchTemplateId: server.ref, version: server.attrLatestVersionNumber },
  vpcZoneIdentifier: network.private,
  targetGroupArns: [targets.ref],
  healthCheckType: 'ELB',
});
servers.cfnOptions.updatePolicy = { autoScalingRollingUpdate: { minInstancesInService: 1 } };
new CfnScalingPolicy(stack, 'cpu', {
  autoScalingGroupName: servers.ref,
  policyType: 'TargetTrackingScaling',
  targetTrackingConfiguration: {
    targetValue: 60,
    predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
  },
});
const balancer = new CfnLoadBalancer(stack, 'balancer', {
  scheme: 'internet-facing',
  securityGroups: [front.ref],
  subnets: network.public,
});
new CfnListener(stack, 'http', {
  loadBalancerArn: balancer.ref,
  port: 80,
  protocol: 'HTTP',
  defaultActions: [{ type: 'forward', targetGroupArn: targets.ref }],
});
new CfnOutput(stack, 'address', {
  description: 'The address of the site',
  value: `http://${balancer.attrDnsName}`,
});
app.synth();
