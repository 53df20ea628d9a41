// A static web site: a private bucket behind CloudFront.
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Distribution, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket } from 'aws-cdk-lib/aws-s3';

const app = new App();
const stack = new Stack(app, 'web-site', { env: { region: 'us-east-1' } });
const files = new Bucket(stack, 'files', { enforceSSL: true, versioned: true });
const site = new Distribution(stack, 'site', {
  defaultRootObject: 'index.html',
  defaultBehavior: {
    origin: S3BucketOrigin.withOriginAccessControl(files),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
  },
  errorResponses: [{ httpStatus: 403, responseHttpStatus: 404, responsePagePath: '/404.html' }],
});
new CfnOutput(stack, 'address', { value: `https://${site.domainName}` });
app.synth();
