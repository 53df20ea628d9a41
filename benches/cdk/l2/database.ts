// A database whose password rotates, and a state machine that works on it every night.
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Vpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { DefinitionBody, StateMachine, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';

const app = new App();
const stack = new Stack(app, 'database', { env: { region: 'us-east-1' } });
const vpc = new Vpc(stack, 'vpc', { maxAzs: 2, natGateways: 1 });
const database = new DatabaseInstance(stack, 'database', {
  engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
  vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  credentials: Credentials.fromGeneratedSecret('owner'),
  storageEncrypted: true,
  removalPolicy: RemovalPolicy.SNAPSHOT,
});
database.addRotationSingleUser({ automaticallyAfter: Duration.days(30) });
const report = new Function(stack, 'report', {
  runtime: Runtime.PYTHON_3_13,
  handler: 'main.handler',
  code: Code.fromAsset('../../examples/applications/functions/report'),
  environment: { SECRET: database.secret!.secretArn },
  vpc,
  logGroup: new LogGroup(stack, 'log', { retention: RetentionDays.ONE_MONTH }),
});
database.secret!.grantRead(report);
database.connections.allowDefaultPortFrom(report);
const nightly = new StateMachine(stack, 'nightly', {
  definitionBody: DefinitionBody.fromChainable(
    new LambdaInvoke(stack, 'run', { lambdaFunction: report })
      .addRetry({ maxAttempts: 3 })
      .next(new Succeed(stack, 'done')),
  ),
});
new Rule(stack, 'night', {
  schedule: Schedule.cron({ hour: '2', minute: '0' }),
  targets: [new SfnStateMachine(nightly)],
});
app.synth();
