// The templates that aws-cdk-lib makes of two stacks, the first with nested ones: what crosses their borders, as JSON.

const { App, CfnOutput, Fn, NestedStack, Stack } = require('aws-cdk-lib');
const { CfnVPCEndpoint } = require('aws-cdk-lib/aws-ec2');
const { Bucket } = require('aws-cdk-lib/aws-s3');
const { Topic } = require('aws-cdk-lib/aws-sns');
const { Construct } = require('constructs');
const fs = require('fs');

const [, , out] = process.argv;
const app = new App({ outdir: out });
const env = { account: '111122223333', region: 'us-east-1' };
const endpoint = (stack, id) => {
  const properties = { vpcId: 'vpc-0123456789abcdef0', serviceName: 'com.amazonaws.us-east-1.sqs' };
  return new CfnVPCEndpoint(new Construct(stack, id), 'Resource', properties).attrNetworkInterfaceIds;
};
const output = (stack, id, value) => new CfnOutput(stack, id, { value });
const first = (list) => Fn.select(0, list);

const shop = new Stack(app, 'shop', { env });
const topic = new Topic(shop, 'topic');
const own = endpoint(shop, 'own');
const a = new NestedStack(shop, 'a');
const files = new Bucket(a, 'files');
const inner = endpoint(a, 'inner');
output(a, 'alerts', topic.topicArn);
output(shop, 'bucket', files.bucketArn);
output(shop, 'first', first(inner));
const b = new NestedStack(shop, 'b');
new Topic(b, 'topic');
const deep = new NestedStack(b, 'deep');
const kept = new Bucket(deep, 'kept');
output(shop, 'kept', kept.bucketArn);
const two = new Stack(app, 'two', { env });
output(two, 'own', first(own));
output(two, 'inner', first(inner));
output(deep, 'files', files.bucketArn);
app.synth();

const templates = fs.readdirSync(out).filter((name) => name.endsWith('.template.json'));
const borders = templates.map((name) => {
  const template = JSON.parse(fs.readFileSync(`${out}/${name}`));
  const resources = Object.entries(template.Resources ?? {});
  const nested = resources.filter(([, resource]) => resource.Type === 'AWS::CloudFormation::Stack');
  return {
    parameters: Object.keys(template.Parameters ?? {}).filter((name) => name.startsWith('referenceto')),
    nested: Object.fromEntries(nested.map(([id, resource]) => [id, resource.Properties.Parameters ?? {}])),
    outputs: Object.fromEntries(Object.entries(template.Outputs ?? {}).map(([id, output]) => [id, [output.Value, output.Export ?? null]])),
  };
});
fs.writeFileSync(`${out}/borders.json`, JSON.stringify(borders));
