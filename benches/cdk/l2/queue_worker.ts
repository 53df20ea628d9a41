// A queue with dead letters, a worker, and an alarm.
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';

const app = new App();
const stack = new Stack(app, 'queue-worker', { env: { region: 'us-east-1' } });
const dead = new Queue(stack, 'dead', { retentionPeriod: Duration.days(14), enforceSSL: true });
const orders = new Queue(stack, 'orders', {
  visibilityTimeout: Duration.seconds(180),
  deadLetterQueue: { queue: dead, maxReceiveCount: 3 },
  enforceSSL: true,
});
const worker = new Function(stack, 'worker', {
  runtime: Runtime.PYTHON_3_13,
  handler: 'main.handler',
  timeout: Duration.seconds(30),
  code: Code.fromAsset('../../examples/applications/functions/worker'),
  logGroup: new LogGroup(stack, 'log', { retention: RetentionDays.ONE_MONTH }),
});
worker.addEventSource(new SqsEventSource(orders, { batchSize: 10, reportBatchItemFailures: true }));
const alarm = new Alarm(stack, 'letters', {
  metric: dead.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
  threshold: 1,
  evaluationPeriods: 1,
});
alarm.addAlarmAction(new SnsAction(new Topic(stack, 'alerts')));
app.synth();
