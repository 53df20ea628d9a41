"""What the AWS CLI reads in templates in YAML: a text a line comes in as JSON, an answer a line goes out."""

import json
import sys

from awscli.customizations.cloudformation.yamlhelper import yaml_parse

for line in sys.stdin:
    try:
        told = json.dumps(yaml_parse(json.loads(line)["text"]), default=str)
    except Exception as error:
        told = f"unreadable: {error}"
    print(json.dumps(told), flush=True)
