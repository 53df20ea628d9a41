// A REST service: API Gateway, a Lambda function and a DynamoDB table.
import { App, Aws, CfnDeletionPolicy, CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';

const app = new App();
const stack = new Stack(app, 'rest-service', { env: { region: 'us-east-1' } });
const table = new CfnTable(stack, 'notes', {
  keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
  attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
  billingMode: 'PAY_PER_REQUEST',
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
});
table.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
table.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
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
      policyName: 'notes',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
            Resource: table.attrArn,
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
const code = new Asset(stack, 'code', { path: '../../examples/applications/functions/notes' });
const service = new CfnFunction(stack, 'service', {
  code: { s3Bucket: code.s3BucketName, s3Key: code.s3ObjectKey },
  role: role.attrArn,
  runtime: 'python3.13',
  handler: 'main.handler',
  environment: { variables: { TABLE: table.ref } },
  loggingConfig: { logGroup: log.ref },
});
const api = new CfnApi(stack, 'api', { name: 'notes', protocolType: 'HTTP', target: service.attrArn });
new CfnPermission(stack, 'call', {
  action: 'lambda:InvokeFunction',
  functionName: service.ref,
  principal: 'apigateway.amazonaws.com',
  sourceArn: `arn:aws:execute-api:us-east-1:${Aws.ACCOUNT_ID}:${api.ref}/*`,
});
new CfnOutput(stack, 'address', { description: 'The address of the service', value: api.attrApiEndpoint });
app.synth();
