// A queue with dead letters, a worker, and an alarm.
import { App, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';

const app = new App();
const stack = new Stack(app, 'queue-worker', { env: { region: 'us-east-1' } });
const dead = new CfnQueue(stack, 'dead', { messageRetentionPeriod: 14 * 24 * 3600 });
const orders = new CfnQueue(stack, 'orders', {
  visibilityTimeout: 180,
  redrivePolicy: { deadLetterTargetArn: dead.attrArn, maxReceiveCount: 3 },
});
for (const [name, queue] of Object.entries({ 'dead-policy': dead, 'orders-policy': orders })) {
  new CfnQueuePolicy(stack, name, {
    queues: [queue.ref],
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: queue.attrArn,
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
  });
}
const log = new CfnLogGroup(stack, 'log', { retentionInDays: 30 });
const role = new CfnRole(stack, 'role', {
  assumeRolePolicyDocument: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ],
  },
  policies: [
    {
      policyName: 'work',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
            Resource: orders.attrArn,
          },
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: log.attrArn,
          },
        ],
      },
    },
  ],
});
const code = new Asset(stack, 'code', { path: '../../examples/applications/functions/worker' });
const worker = new CfnFunction(stack, 'worker', {
  code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
  role: role.attrArn,
  runtime: 'python3.13',
  handler: 'main.handler',
  timeout: 30,
  loggingConfig: { logGroup: log.ref },
});
new CfnEventSourceMapping(stack, 'orders-to-worker', {
  functionName: worker.ref,
  eventSourceArn: orders.attrArn,
  batchSize: 10,
  functionResponseTypes: ['ReportBatchItemFailures'],
});
const alerts = new CfnTopic(stack, 'alerts');
new CfnAlarm(stack, 'letters', {
  namespace: 'AWS/SQS',
  metricName: 'ApproximateNumberOfMessagesVisible',
  dimensions: [{ name: 'QueueName', value: dead.attrQueueName }],
  statistic: 'Maximum',
  period: 300,
  threshold: 1,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  evaluationPeriods: 1,
  alarmActions: [alerts.ref],
});
app.synth();
