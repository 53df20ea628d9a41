// A static web site: a private bucket behind CloudFront.
import { App, Aws, CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnDistribution, CfnOriginAccessControl } from 'aws-cdk-lib/aws-cloudfront';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';

// The ID of the cache policy CachingOptimized of AWS.
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

const app = new App();
const stack = new Stack(app, 'web-site', { env: { region: 'us-east-1' } });
const files = new CfnBucket(stack, 'files', {
  bucketEncryption: {
    serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  },
  lifecycleConfiguration: {
    rules: [
      {
        id: 'expire-old-versions-and-unfinished-uploads',
        status: 'Enabled',
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ],
  },
  ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
  publicAccessBlockConfiguration: {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  versioningConfiguration: { status: 'Enabled' },
});
const access = new CfnOriginAccessControl(stack, 'access', {
  originAccessControlConfig: {
    name: 'web-site',
    originAccessControlOriginType: 's3',
    signingBehavior: 'always',
    signingProtocol: 'sigv4',
  },
});
const site = new CfnDistribution(stack, 'site', {
  distributionConfig: {
    enabled: true,
    defaultRootObject: 'index.html',
    origins: [
      {
        id: 'files',
        domainName: files.attrRegionalDomainName,
        originAccessControlId: access.ref,
        s3OriginConfig: {},
      },
    ],
    defaultCacheBehavior: {
      targetOriginId: 'files',
      viewerProtocolPolicy: 'redirect-to-https',
      cachePolicyId: CACHING_OPTIMIZED,
      compress: true,
    },
    customErrorResponses: [{ errorCode: 403, responseCode: 404, responsePagePath: '/404.html' }],
  },
});
new CfnBucketPolicy(stack, 'policy', {
  bucket: files.ref,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [files.attrArn, `${files.attrArn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: `${files.attrArn}/*`,
        Condition: {
          StringEquals: { 'aws:SourceArn': `arn:aws:cloudfront::${Aws.ACCOUNT_ID}:distribution/${site.ref}` },
        },
      },
    ],
  },
});
new CfnOutput(stack, 'address', {
  description: 'The address of the site',
  value: `https://${site.attrDomainName}`,
});
app.synth();
