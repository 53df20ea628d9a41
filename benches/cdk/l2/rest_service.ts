// A REST service: API Gateway, a Lambda function and a DynamoDB table.
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

const app = new App();
const stack = new Stack(app, 'rest-service', { env: { region: 'us-east-1' } });
const table = new Table(stack, 'notes', {
  partitionKey: { name: 'id', type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
});
const service = new Function(stack, 'service', {
  runtime: Runtime.PYTHON_3_13,
  handler: 'main.handler',
  code: Code.fromAsset('../../examples/applications/functions/notes'),
  environment: { TABLE: table.tableName },
  logGroup: new LogGroup(stack, 'log', { retention: RetentionDays.ONE_MONTH }),
});
table.grantReadWriteData(service);
const api = new LambdaRestApi(stack, 'api', { handler: service });
new CfnOutput(stack, 'address', { value: api.url });
app.synth();
