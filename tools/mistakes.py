#!/usr/bin/env python3
"""Plants one mistake in each of many right templates, and counts which checks find it.

    tools/mistakes.py SA_INFRA WHEEL [--count N] [--seed N] [--list] [--against CFN_LINT]

SA_INFRA is a built binary, WHEEL cfn-lint's wheel under target/codegen. Run it with the Python of an environment that holds
rstr and regex; with cloudformation-validate in it, AWS's own engine is counted too, and with --against cfn-lint. The
templates come from tools/templates.py, over all resource types. One counts as right if the check and every judge find no
error in it, so that no judge is charged with another's false errors. A mistake is found when an error is reported that was
not there before. The same seed plants the same mistakes.
"""

import argparse
import copy
import json
import pathlib
import random
import subprocess
import tempfile

import templates


def walk(value, path=()):
    """Every value below a value, with its path."""
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, (*path, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from walk(inner, (*path, at))


def at(made, path):
    for step in path:
        made = made[step]
    return made


class Planter:
    """Plants mistakes; each method changes a template, or returns False where there is nothing to change."""

    def __init__(self, schemas, chance):
        self.schemas = schemas
        self.chance = chance

    def resource(self, made):
        name = self.chance.choice(list(made["Resources"]))
        return name, made["Resources"][name]

    def places(self, made, wanted):
        """Paths of named members below the properties of one resource for which `wanted` holds."""
        name, resource = self.resource(made)
        schema = self.schemas.schema(resource["Type"])
        maker = templates.Maker(schema, self.chance)
        found = []

        def look(node, value, path):
            node = maker.resolved(node)
            if wanted(node, value):
                found.append((path, node))
            if isinstance(value, dict):
                for key, inner in value.items():
                    if key in node.get("properties", {}):
                        look(node["properties"][key], inner, (*path, key))
            elif isinstance(value, list) and "items" in node:
                for index, inner in enumerate(value):
                    look(node["items"], inner, (*path, index))

        for key, value in resource.get("Properties", {}).items():
            if key in schema["properties"]:
                look(schema["properties"][key], value, ("Resources", name, "Properties", key))
        return self.chance.choice(found) if found else (None, None)

    def change(self, made, wanted, value):
        path, node = self.places(made, wanted)
        if path is None:
            return False
        at(made, path[:-1])[path[-1]] = value(node, at(made, path))
        return True

    def property_misspelled(self, made):
        name, resource = self.resource(made)
        names = [key for key in resource["Properties"] if len(key) > 4]
        if not names:
            return False
        key = self.chance.choice(names)
        wrong = key[:2] + key[3] + key[2] + key[4:] if key[2] != key[3] else key + "s"
        resource["Properties"] = {wrong if one == key else one: value for one, value in resource["Properties"].items()}

    def property_invented(self, made):
        self.resource(made)[1]["Properties"]["Frobnicate"] = "x"

    def required_missing(self, made):
        name, resource = self.resource(made)
        required = [key for key in self.schemas.schema(resource["Type"]).get("required", []) if key in resource["Properties"]]
        if not required:
            return False
        del resource["Properties"][self.chance.choice(required)]

    def wrong_type(self, made):
        return self.change(made, lambda node, value: isinstance(value, str) and node.get("type") == "string", lambda *_: {"a": ["b"]})

    def list_expected(self, made):
        return self.change(made, lambda node, value: isinstance(value, list), lambda *_: "one")

    def number_expected(self, made):
        return self.change(made, lambda node, value: node.get("type") in ("integer", "number"), lambda *_: "many")

    def boolean_expected(self, made):
        return self.change(made, lambda node, value: node.get("type") == "boolean", lambda *_: "perhaps")

    def choice(self, made):
        wanted = lambda node, value: len(node.get("enum", [])) > 1 and isinstance(value, str)
        return self.change(made, wanted, lambda *_: "no-such-choice")

    def pattern(self, made):
        wanted = lambda node, value: node.get("pattern", "").startswith("^") and node["pattern"].endswith("$") and isinstance(value, str)
        path, node = self.places(made, wanted)
        for wrong in (" \t!", "??"):
            if path and not templates.regex.search(node["pattern"], wrong, timeout=1):
                at(made, path[:-1])[path[-1]] = wrong
                return True
        return False

    def too_long(self, made):
        wanted = lambda node, value: node.get("type") == "string" and 0 < node.get("maxLength", 0) < 5000 and "enum" not in node
        return self.change(made, wanted, lambda node, value: (value or "x") * (node["maxLength"] // max(len(value), 1) + 2))

    def out_of_range(self, made):
        wanted = lambda node, value: node.get("type") == "integer" and "maximum" in node
        return self.change(made, wanted, lambda node, value: node["maximum"] + 1)

    def too_many(self, made):
        wanted = lambda node, value: isinstance(value, list) and value and 0 < node.get("maxItems", 0) < 60
        return self.change(made, wanted, lambda node, value: [copy.deepcopy(value[0]) for _ in range(node["maxItems"] + 1)])

    def read_only_set(self, made):
        name, resource = self.resource(made)
        paths = self.schemas.schema(resource["Type"]).get("readOnlyProperties", [])
        names = [path.split("/")[2] for path in paths if path.count("/") == 2]
        if not names:
            return False
        resource["Properties"][self.chance.choice(names)] = "x"

    def ref_dangling(self, made):
        made["Outputs"]["First"]["Value"] = {"Ref": "NoSuchThing"}

    def attribute_of_nothing(self, made):
        made["Outputs"]["First"]["Value"] = {"Fn::GetAtt": ["NoSuchThing", "Arn"]}

    def attribute_unknown(self, made):
        made["Outputs"]["First"]["Value"] = {"Fn::GetAtt": [next(iter(made["Resources"])), "NoSuchAttribute"]}

    def variable_unknown(self, made):
        made["Outputs"]["Name"]["Value"] = {"Fn::Sub": "${AWS::StackName}-${Stagee}"}

    def dependency_unknown(self, made):
        self.resource(made)[1]["DependsOn"] = "NoSuchThing"

    def circle(self, made):
        names = list(made["Resources"])
        if len(names) < 2:
            return False
        made["Resources"][names[0]]["DependsOn"] = names[1]
        made["Resources"][names[1]]["DependsOn"] = names[0]

    def type_misspelled(self, made):
        resource = self.resource(made)[1]
        resource["Type"] = resource["Type"][:-2] + resource["Type"][-1]

    def type_missing(self, made):
        del self.resource(made)[1]["Type"]

    def attribute_of_resource(self, made):
        self.resource(made)[1]["DependOn"] = []

    def deletion_policy(self, made):
        self.resource(made)[1]["DeletionPolicy"] = "Keep"

    def condition_unknown(self, made):
        self.resource(made)[1]["Condition"] = "IsProduction"

    def condition_malformed(self, made):
        made["Conditions"]["IsProd"] = {"Fn::Equals": ["a"]}

    def if_malformed(self, made):
        made["Outputs"]["First"]["Value"] = {"Fn::If": ["IsProd", "a"]}

    def join_malformed(self, made):
        made["Outputs"]["Joined"]["Value"] = {"Fn::Join": ["-"]}

    def select_out_of_range(self, made):
        made["Outputs"]["Joined"]["Value"] = {"Fn::Select": [3, ["a", "b"]]}

    def key_of_a_mapping(self, made):
        made["Outputs"]["Least"]["Value"] = {"Fn::FindInMap": ["Sizes", "test", "Most"]}

    def mapping_unknown(self, made):
        made["Outputs"]["Least"]["Value"] = {"Fn::FindInMap": ["Size", "test", "Least"]}

    def function_unknown(self, made):
        made["Outputs"]["Joined"]["Value"] = {"Fn::Concat": ["a", "b"]}

    def section_unknown(self, made):
        made["Output"] = {}

    def output_without_value(self, made):
        del made["Outputs"]["First"]["Value"]

    def output_of_a_list(self, made):
        made["Outputs"]["First"]["Value"] = ["a", "b"]

    def parameter_without_type(self, made):
        del made["Parameters"]["Stage"]["Type"]

    def parameter_type(self, made):
        made["Parameters"]["Stage"]["Type"] = "Text"

    def default_not_allowed(self, made):
        made["Parameters"]["Stage"]["Default"] = "staging"

    def logical_id(self, made):
        name, resource = self.resource(made)
        made["Resources"] = {(f"my-{one}" if one == name else one): value for one, value in made["Resources"].items()}
        made["Outputs"] = {}
        for one in made["Resources"].values():
            one.pop("DependsOn", None)

    def null(self, made):
        return self.change(made, lambda node, value: True, lambda *_: None)

    def version(self, made):
        made["AWSTemplateFormatVersion"] = "2010-09-10"


KINDS = [name for name in vars(Planter) if not name.startswith("_") and name not in ("resource", "places", "change")]


def by_check(program):
    def errors(paths):
        found = {str(path): set() for path in paths}
        run = subprocess.run([program, "check", "--format", "json", *found], capture_output=True, text=True)
        if run.returncode not in (0, 1):
            raise SystemExit(f"the check ended with {run.returncode}: {run.stderr[-2000:]}")
        for row in json.loads(run.stdout):
            if row["severity"] == "error":
                found[row["stack"]].add((row["rule"], row["subject"], row["path"], row["reason"]))
        return found

    return errors


def by_lint(program):
    def errors(paths):
        found = {str(path): set() for path in paths}
        run = subprocess.run([program, "--format", "json", "--", *found], capture_output=True, text=True)
        for row in json.loads(run.stdout or "[]"):
            if row["Rule"]["Id"].startswith("E"):
                found[row["Filename"]].add((row["Rule"]["Id"], row["Message"]))
        return found

    return errors


def by_engine():
    """AWS's own engine, where it is installed."""
    try:
        import cloudformation_validate
    except ImportError:
        return None
    engine = cloudformation_validate.CompositeEngine()

    def errors(paths):
        found = {}
        for path in paths:
            try:
                report = engine.validate_template(str(path))
                wrong = [one for one in report.diagnostics if one.severity.name in ("ERROR", "FATAL", "CRITICAL")]
                found[str(path)] = {(one.rule_id, one.message) for one in wrong}
            except cloudformation_validate.ValidationError as error:
                found[str(path)] = {("", str(error))}
        return found

    return errors


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("check")
    parser.add_argument("wheel", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=3)
    parser.add_argument("--against")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    judges = {"sa-infra check": by_check(args.check)}
    engine = by_engine()
    if engine:
        judges["AWS's engine"] = engine
    if args.against:
        judges["cfn-lint"] = by_lint(args.against)
    schemas = templates.Schemas(args.wheel)
    chance = random.Random(args.seed)
    planter = Planter(schemas, chance)
    directory = pathlib.Path(tempfile.mkdtemp(prefix="mistakes-"))
    right = {}
    for number, made in enumerate(templates.many(schemas, args.count, args.seed, args.size)):
        path = directory / f"right{number:04}{'.yaml' if number % 2 else '.json'}"
        templates.write(path, made)
        right[path] = made
    said = {name: judge(right) for name, judge in judges.items()}
    for name, found in said.items():
        print(f"{name}: no error in {sum(not errors for errors in found.values())} of {len(right)} templates that were made")
    if args.list:
        ours = said["sa-infra check"]
        for path in right:
            others = [found[str(path)] for name, found in said.items() if name != "sa-infra check"]
            if ours[str(path)] and others and not any(others):
                print(f"only the check: {sorted(ours[str(path)])[0]}")
    right = {path: made for path, made in right.items() if not any(found[str(path)] for found in said.values())}
    print(f"right for all: {len(right)}")
    planted = {}
    for number, (path, made) in enumerate(right.items()):
        kinds = chance.sample(KINDS, len(KINDS))
        for kind in kinds:
            wrong = copy.deepcopy(made)
            if getattr(planter, kind)(wrong) is not False and wrong != made:
                place = directory / f"wrong{number:04}{path.suffix}"
                templates.write(place, wrong)
                planted[place] = (kind, path)
                break
    totals = {}
    for name, judge in judges.items():
        found = judge(planted)
        totals[name] = sum(bool(found[str(place)]) for place in planted)
        print(f"{name}: {totals[name]} of {len(planted)} ({100 * totals[name] / max(len(planted), 1):.1f} %)")
        if args.list:
            for place, (kind, _) in planted.items():
                if not found[str(place)]:
                    print(f"  missed: {kind} {place}")


if __name__ == "__main__":
    main()
