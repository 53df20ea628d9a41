// A private network: instances without public addresses behind a load balancer, as many as the load needs.
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { AutoScalingGroup, UpdatePolicy } from 'aws-cdk-lib/aws-autoscaling';
import { InstanceType, MachineImage, Port, UserData, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';

const app = new App();
const stack = new Stack(app, 'private-network', { env: { region: 'us-east-1', account: '111122223333' } });
const vpc = new Vpc(stack, 'vpc', { maxAzs: 2, natGateways: 1 });
const userData = UserData.forLinux();
userData.addCommands('dnf install -y nginx', 'systemctl enable --now nginx');
const servers = new AutoScalingGroup(stack, 'servers', {
  vpc,
  instanceType: new InstanceType('t4g.small'),
  machineImage: MachineImage.latestAmazonLinux2023({ cpuType: 'arm64' as any }),
  minCapacity: 2,
  maxCapacity: 6,
  userData,
  updatePolicy: UpdatePolicy.rollingUpdate({ minInstancesInService: 1 }),
});
servers.scaleOnCpuUtilization('cpu', { targetUtilizationPercent: 60 });
const balancer = new ApplicationLoadBalancer(stack, 'balancer', { vpc, internetFacing: true });
const listener = balancer.addListener('http', { port: 80 });
listener.addTargets('servers', { port: 80, targets: [servers] });
new CfnOutput(stack, 'address', { value: `http://${balancer.loadBalancerDnsName}` });
app.synth();
