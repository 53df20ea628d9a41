"""Right templates over all resource types, made from the schemas in cfn-lint's wheel; a seed makes the same ones again.

    tools/templates.py WHEEL DIRECTORY [--count N] [--seed N]

A string that must match a pattern is made by `rstr`. What is right is decided by a judge, not here: see tools/mistakes.py.
"""

import argparse
import json
import pathlib
import random
import re
import zipfile

import regex
import rstr

# Seconds that a pattern may take.
PATIENCE = 0.1

REGION = "us-east-1"
# Types that stand for something else, or need more than their properties.
LEFT_OUT = ("AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Macro", "AWS::CloudFormation::Stack")
DEEPEST = 4
ACCOUNT = "111122223333"


class Cannot(Exception):
    """No value of this schema can be made."""


class Schemas:
    """The schemas of all types that the region offers."""

    def __init__(self, wheel):
        self.archive = zipfile.ZipFile(wheel)
        directory = "cfnlint/data/schemas"
        listed = json.loads(self.archive.read(f"{directory}/providers/{REGION}.json"))
        self.files = {name: f"{directory}/resources/{file}.json" for name, file in listed.items()}
        self.types = sorted(name for name in listed if name.startswith("AWS::") and name not in LEFT_OUT)

    def schema(self, name):
        return json.loads(self.archive.read(self.files[name]))


class Maker:
    """Makes values of one resource type."""

    def __init__(self, schema, chance):
        self.schema = schema
        self.chance = chance
        self.string = rstr.Rstr(chance)

    def properties(self):
        unset = {path.split("/")[2] for path in self.schema.get("readOnlyProperties", [])}
        return self.object(self.schema, 0, unset)

    def resolved(self, node):
        while "$ref" in node:
            found = self.schema
            for step in node["$ref"].split("/")[1:]:
                found = found[step]
            node = {**found, **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def object(self, node, depth, unset=()):
        members = node.get("properties", {})
        required = [name for name in node.get("required", []) if name in members]
        for key in ("oneOf", "anyOf", "allOf"):
            for option in node.get(key, [])[: None if key == "allOf" else 1]:
                option = self.resolved(option)
                required += [name for name in option.get("required", []) if name in members]
        optional = [name for name in members if name not in required and name not in unset]
        alternatives = bool(set(node) & {"oneOf", "anyOf", "dependentExcluded", "requiredXor", "if"})
        some = self.chance.sample(optional, min(len(optional), 0 if alternatives else self.chance.randrange(4)))
        made = {}
        for name in dict.fromkeys(required + some):
            try:
                made[name] = self.value(members[name], depth + 1, name)
            except Cannot:
                if name in required:
                    raise
        if not members and node.get("patternProperties"):
            pattern, inner = next(iter(node["patternProperties"].items()))
            made[self.text({"pattern": pattern, "maxLength": 20})] = self.value(inner, depth + 1)
        return made

    def value(self, node, depth, name=""):
        if depth > DEEPEST * 3:
            raise Cannot
        node = self.resolved(node)
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return self.chance.choice(node["enum"])
        for key in ("oneOf", "anyOf"):
            if "type" not in node and node.get(key):
                return self.value({**{k: v for k, v in node.items() if k != key}, **node[key][0]}, depth, name)
        kind = node.get("type", "object" if "properties" in node else "string")
        if isinstance(kind, list):
            kind = kind[0] if "string" not in kind else "string"
        if kind == "object":
            if not node.get("properties") and not node.get("patternProperties"):
                if node.get("required"):
                    raise Cannot
                return {}
            return self.object(node, depth)
        if kind == "array":
            least = max(1, node.get("minItems", 0))
            most = min(node.get("maxItems", least + 1), least + 1)
            made = [self.value(node.get("items", {}), depth + 1, name) for _ in range(self.chance.randint(least, max(least, most)))]
            unique = {json.dumps(item, sort_keys=True): item for item in made}
            return list(unique.values()) if len(unique) >= node.get("minItems", 0) else made
        if kind == "boolean":
            return self.chance.random() < 0.5
        if kind in ("integer", "number"):
            least = node.get("minimum", node.get("exclusiveMinimum", 0) + 1)
            return int(self.chance.randint(int(least), int(min(node.get("maximum", least + 100), least + 100))))
        return self.text(node, name)

    def text(self, node, name=""):
        least, most = node.get("minLength", 1), node.get("maxLength", 64)
        form = node.get("format", "")
        if form.endswith(".Arn") or name.endswith("Arn") and not node.get("pattern"):
            return f"arn:aws:iam::{ACCOUNT}:role/made"
        if form == "date-time":
            return "2026-01-31T09:30:00Z"
        if form == "ipv4-network":
            return "10.0.0.0/16"
        if form == "uri":
            return "https://example.com/made"
        if node.get("pattern"):
            if len(node["pattern"]) > 400:
                raise Cannot
            for _ in range(10):
                try:
                    made = self.string.xeger(limited(node["pattern"]))
                except Exception as error:  # rstr knows no lookaheads.
                    raise Cannot from error
                made = made[:most]
                if len(made) >= least and made.isascii() and made.isprintable() and regex.search(node["pattern"], made, timeout=PATIENCE):
                    return made
            raise Cannot
        return ("made-" + "".join(self.chance.choices("abcdefgh", k=6))).ljust(min(least, 2000), "x")[:most]


def limited(pattern):
    """Long and open repetitions, shortened."""
    pattern = re.sub(r"\{(\d*),\d*\}", lambda found: "{%s,%d}" % (found[1] or 0, int(found[1] or 0) + 6), pattern)
    return re.sub(r"\\p\{[A-Z]\w*\}", "a-z", pattern)


def resource(schemas, kind, chance):
    """A resource of this type, or None when none can be made."""
    try:
        return {"Type": kind, "Properties": Maker(schemas.schema(kind), chance).properties()}
    except (Cannot, KeyError, RecursionError, TypeError, regex.error, TimeoutError):
        return None


def template(resources, chance):
    """A template around resources: parameters, a condition, a mapping, outputs, and references between them."""
    names = list(resources)
    made = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "made from the schemas",
        "Parameters": {"Stage": {"Type": "String", "Default": "test", "AllowedValues": ["test", "prod"]}},
        "Mappings": {"Sizes": {"test": {"Least": "1"}, "prod": {"Least": "2"}}},
        "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
        "Resources": resources,
        "Outputs": {
            "First": {"Value": {"Ref": names[0]}, "Description": "the first"},
            "Name": {"Value": {"Fn::Sub": "${AWS::StackName}-${Stage}"}, "Condition": "IsProd"},
            "Least": {"Value": {"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "Least"]}},
            "Joined": {"Value": {"Fn::Join": ["-", [{"Ref": name} for name in names[:3]]]}},
        },
    }
    for before, after in zip(names, names[1:]):
        if chance.random() < 0.3:
            resources[after]["DependsOn"] = before
    return made


def write(path, made):
    """JSON, or YAML when the name says so."""
    text = json.dumps(made, indent=2)
    if path.suffix == ".yaml":
        text = yaml(made)
    path.write_text(text + "\n")


def yaml(value, depth=0):
    """The block form that people write."""
    space = "  " * depth
    if isinstance(value, dict) and value:
        lines = [f"{space}{key_of(name)}:{below(inner, depth)}" for name, inner in value.items()]
        return "\n".join(lines)
    if isinstance(value, list) and value:
        return "\n".join(f"{space}-{below(inner, depth)}" for inner in value)
    return space + json.dumps(value)


def below(value, depth):
    nested = isinstance(value, (dict, list)) and value
    return "\n" + yaml(value, depth + 1) if nested else " " + json.dumps(value)


def key_of(name):
    return name if re.fullmatch(r"[A-Za-z][A-Za-z0-9:]*[A-Za-z0-9]", name) else json.dumps(name)


def many(schemas, count, seed, size=8):
    """`count` templates of up to twice `size` resources, over all kinds of types."""
    chance = random.Random(seed)
    kinds = []
    for _ in range(count):
        resources = {}
        for _ in range(chance.randint(size // 2, size * 3 // 2)):
            if not kinds:
                kinds = chance.sample(schemas.types, len(schemas.types))
            kind = kinds.pop()
            made = resource(schemas, kind, chance)
            if made:
                resources[f"{kind.split('::')[2]}{len(resources)}"] = made
        if resources:
            yield template(resources, chance)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=pathlib.Path)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.directory.mkdir(parents=True, exist_ok=True)
    for at, made in enumerate(many(Schemas(args.wheel), args.count, args.seed)):
        write(args.directory / f"t{at:03}{'.yaml' if at % 2 else '.json'}", made)


if __name__ == "__main__":
    main()
