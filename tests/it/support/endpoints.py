"""Where botocore's rules say that services are: a line for each service, region and variant; for S3 also for each bucket.

Written to tests/endpoints.txt: `python tests/it/support/endpoints.py > tests/endpoints.txt`.
"""

import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

SERVICES = "cloudcontrol cloudwatch codebuild ecr ecs events iam lambda logs scheduler service-quotas sns ssm".split()
REGIONS = (
    "us-east-1 ap-south-1 xx-new-1 cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1 eusc-de-east-1 us-iso-east-1 "
    "us-iso-west-1 us-isob-east-1 eu-isoe-west-1 us-isof-south-1 us-isof-east-1"
).split()

# A bucket with dots cannot be in a host name.
BUCKETS = "a-bucket", "a.bucket"

loader = botocore.session.Session().get_component("data_loader")
partitions = loader.load_data("partitions")
for service, parameters in [(name, {}) for name in SERVICES] + [("s3", {"Bucket": bucket}) for bucket in BUCKETS]:
    resolver = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
    place = "/".join([service, *parameters.values()])
    for region in REGIONS:
        for fips in (False, True):
            for dual in (False, True):
                try:
                    endpoint = resolver.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual, **parameters)
                except EndpointProviderError:
                    continue
                schemes = endpoint.properties.get("authSchemes", [{}])
                regions = [scheme["signingRegion"] for scheme in schemes if "signingRegion" in scheme]
                # Signatures for S3 name the region of the bucket.
                regions = [signed for signed in regions if service != "s3" or signed != region]
                print(place, region, "fips" * fips or "-", "dual" * dual or "-", endpoint.url, *regions)
