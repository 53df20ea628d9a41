"""Templates in YAML, written and read by others: a request a line comes in as JSON, an answer a line goes out."""

import json
import re
import sys

import yaml
from cfn_flip import load, to_yaml
from cfnlint.decode import cfn_yaml


class Writer(yaml.SafeDumper):
    """PyYAML, for a reader that takes 1e3 for a number, which it does not."""


Writer.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?[0-9][0-9_]*(\.[0-9_]*)?[eE][-+]?[0-9]+$|^[-+]?\.[0-9][0-9_]*[eE][-+]?[0-9]+$"),
    list("-+.0123456789"),
)


class Repeating(Writer):
    """Every value that comes again is an alias."""


class Plain(Writer):
    """Nothing is an alias."""

    def ignore_aliases(self, data):
        return True


def share(value, seen):
    """The same value with one object for equal lists and maps, so that PyYAML writes aliases."""
    if isinstance(value, list):
        value = [share(item, seen) for item in value]
    elif isinstance(value, dict):
        value = {key: share(item, seen) for key, item in value.items()}
    else:
        return value
    return seen.setdefault(json.dumps(value), value)


STYLES = [
    {},
    # What begins with a brace is JSON.
    {"default_flow_style": True, "explicit_start": True},
    {"default_flow_style": False, "indent": 4, "explicit_start": True},
    {"default_style": '"', "width": 20},
    {"default_style": "'", "allow_unicode": True},
    {"default_style": "|"},
    {"default_style": ">", "width": 30, "explicit_end": True},
]


def write(request):
    value, style = json.loads(request["json"]), request["style"]
    writer = Plain
    if style % 2:
        writer, value = Repeating, share(value, {})
    options = STYLES[style // 2 % len(STYLES)]
    text = yaml.dump(value, Dumper=writer, sort_keys=False, **options)
    # What it folds it does not always read back itself.
    if ">" in options.values() and yaml.safe_load(text) != value:
        text = yaml.dump(value, Dumper=writer, sort_keys=False)
    return text


def told(read):
    """The value that a reader returns for a document, or its error."""
    try:
        return json.dumps(read(), default=str)
    except Exception as error:
        return f"unreadable: {error}"


def answer(request):
    match request["do"]:
        case "write":
            return write(request)
        case "flip":
            return to_yaml(request["json"])
        case "lint":
            return told(lambda: cfn_yaml.loads(request["text"]))
        case "load":
            return told(lambda: load(request["text"])[0])


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
