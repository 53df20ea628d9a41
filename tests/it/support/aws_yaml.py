"""What the AWS CLI reads in YAML templates: one string per line comes in as JSON, one answer per line goes out."""

import json
import sys

from awscli.customizations.cloudformation.yamlhelper import yaml_parse

for line in sys.stdin:
    try:
        told = json.dumps(yaml_parse(json.loads(line)["text"]), default=str)
    except Exception as error:
        told = f"unreadable: {error}"
    print(json.dumps(told), flush=True)
