// A database whose password rotates, and a state machine that works on it every night.
import { App, CfnDeletionPolicy, Fn, Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnDBInstance, CfnDBSubnetGroup } from 'aws-cdk-lib/aws-rds';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnRotationSchedule, CfnSecret, CfnSecretTargetAttachment } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { TwoZones } from './two_zones';

const app = new App();
const stack = new Stack(app, 'database', { env: { region: 'us-east-1' } });
stack.addTransform('AWS::SecretsManager-2024-09-16');
const network = new TwoZones(stack, 'network');
const clients = new CfnSecurityGroup(stack, 'clients', {
  vpcId: network.vpc.ref,
  groupDescription: 'Clients of the database',
});
const inner = new CfnSecurityGroup(stack, 'inner', {
  vpcId: network.vpc.ref,
  groupDescription: 'The database',
  securityGroupIngress: [
    { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, sourceSecurityGroupId: clients.ref },
  ],
});
const secret = new CfnSecret(stack, 'secret', {
  generateSecretString: {
    secretStringTemplate: '{"username": "owner"}',
    generateStringKey: 'password',
    passwordLength: 30,
    excludePunctuation: true,
  },
});
const subnets = new CfnDBSubnetGroup(stack, 'subnets', {
  dbSubnetGroupDescription: 'The subnets of the database',
  subnetIds: network.private,
});
const database = new CfnDBInstance(stack, 'database', {
  engine: 'postgres',
  engineVersion: '17.6',
  dbInstanceClass: 'db.t4g.medium',
  allocatedStorage: '100',
  storageEncrypted: true,
  publiclyAccessible: false,
  backupRetentionPeriod: 7,
  masterUsername: `{{resolve:secretsmanager:${secret.ref}:SecretString:username}}`,
  masterUserPassword: `{{resolve:secretsmanager:${secret.ref}:SecretString:password}}`,
  dbSubnetGroupName: subnets.ref,
  vpcSecurityGroups: [inner.ref],
});
database.cfnOptions.deletionPolicy = CfnDeletionPolicy.SNAPSHOT;
database.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.SNAPSHOT;
const attachment = new CfnSecretTargetAttachment(stack, 'attachment', {
  secretId: secret.ref,
  targetId: database.ref,
  targetType: 'AWS::RDS::DBInstance',
});
const rotation = new CfnRotationSchedule(stack, 'rotation', {
  secretId: secret.ref,
  hostedRotationLambda: {
    rotationType: 'PostgreSQLSingleUser',
    vpcSecurityGroupIds: clients.ref,
    vpcSubnetIds: Fn.join(',', network.private),
  },
  rotationRules: { automaticallyAfterDays: 30 },
});
rotation.addDependency(attachment);
const log = new CfnLogGroup(stack, 'log', { retentionInDays: 30 });
const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
});
const role = new CfnRole(stack, 'role', {
  assumeRolePolicyDocument: trust('lambda.amazonaws.com'),
  policies: [
    {
      policyName: 'report',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secret.ref },
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: log.attrArn,
          },
          {
            Effect: 'Allow',
            Action: [
              'ec2:CreateNetworkInterface',
              'ec2:DescribeNetworkInterfaces',
              'ec2:DeleteNetworkInterface',
            ],
            Resource: '*',
          },
        ],
      },
    },
  ],
});
const code = new Asset(stack, 'code', { path: '../../examples/applications/functions/report' });
const report = new CfnFunction(stack, 'report', {
  code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
  role: role.attrArn,
  runtime: 'python3.13',
  handler: 'main.handler',
  environment: { variables: { SECRET: secret.ref } },
  loggingConfig: { logGroup: log.ref },
  vpcConfig: { securityGroupIds: [clients.ref], subnetIds: network.private },
});
const runs = new CfnRole(stack, 'runs', {
  assumeRolePolicyDocument: trust('states.amazonaws.com'),
  policies: [
    {
      policyName: 'run',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: report.attrArn }],
      },
    },
  ],
});
const nightly = new CfnStateMachine(stack, 'nightly', {
  roleArn: runs.attrArn,
  definition: {
    StartAt: 'run',
    States: {
      run: {
        Type: 'Task',
        Resource: report.attrArn,
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 3 }],
        Next: 'done',
      },
      done: { Type: 'Succeed' },
    },
  },
});
const starts = new CfnRole(stack, 'starts', {
  assumeRolePolicyDocument: trust('events.amazonaws.com'),
  policies: [
    {
      policyName: 'start',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'states:StartExecution', Resource: nightly.ref }],
      },
    },
  ],
});
new CfnRule(stack, 'night', {
  scheduleExpression: 'cron(0 2 * * ? *)',
  targets: [{ id: 'run', arn: nightly.ref, roleArn: starts.attrArn }],
});
app.synth();
