"""Where botocore's rules say that services are: a line for each service, region and variant.

Written to tests/endpoints.txt: `python tests/it/support/endpoints.py > tests/endpoints.txt`.
"""

import botocore.session
from botocore.endpoint_provider import EndpointProvider

SERVICES = "cloudcontrol cloudwatch codebuild ecr ecs events iam lambda logs scheduler service-quotas sns ssm".split()
REGIONS = (
    "us-east-1 ap-south-1 xx-new-1 cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1 eusc-de-east-1 us-iso-east-1 "
    "us-iso-west-1 us-isob-east-1 eu-isoe-west-1 us-isof-south-1 us-isof-east-1"
).split()

loader = botocore.session.Session().get_component("data_loader")
partitions = loader.load_data("partitions")
for service in SERVICES:
    resolver = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
    for region in REGIONS:
        for fips in (False, True):
            for dual in (False, True):
                endpoint = resolver.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual)
                schemes = endpoint.properties.get("authSchemes", [{}])
                words = [service, region, "fips" * fips or "-", "dual" * dual or "-", endpoint.url]
                print(*words, *[scheme["signingRegion"] for scheme in schemes if "signingRegion" in scheme])
