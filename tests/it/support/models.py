"""AWS as its service models describe it: every request is held against botocore's models and answered from them.

The port is the first line of the output. The access key of a request says what it is answered with: `full` has every member
that the model knows, `error-N` the operation's error number N, `least` only what is required, `hostile` the same as `full` with
texts that would drive a terminal, `damaged` the same with objects that do not match their checksums, `forged-SEED` anything that a stranger could answer with, the same for the same seed. GET /faults gives what was wrong.
"""

import base64
import hashlib
import json
import random
import re
import sys
import threading
import urllib.parse
import xml.etree.ElementTree as ET
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

import botocore.session
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.serialize import SERIALIZERS

NAMES = (
    "cloudcontrol cloudformation cloudwatch codebuild ec2 ecr ecs events iam lambda logs s3 scheduler service-quotas sns ssm sts"
).split()
SESSION = botocore.session.Session()
MODELS = {name: SESSION.get_service_model(name) for name in NAMES}
# Of the protocols of CloudWatch, the one that its client speaks.
MODELS["cloudwatch"].metadata["protocol"] = "query"
BY_SIGNING_NAME = {model.signing_name: model for model in MODELS.values()}
# What is text in the model, and something else to whoever reads it.
WRITTEN = {
    ("GetResource", "Properties"): json.dumps({
        "State": {"Name": "running"}, "PublicIp": "203.0.113.1", "PrivateIp": "10.0.0.1",
        "InstanceType": "t3.micro", "ImageId": "ami-1",
    }),
}
WRITTEN |= {
    ("ListHookResults", "Status"): "HOOK_COMPLETE_FAILED",
    ("ListHookResults", "HookResultId"): "01234567-89ab-cdef-0123-456789abcdef",
    # What is usual is left out of a backup, and what belongs to another stack out of a list.
    ("GetObject", "StorageClass"): "GLACIER_IR",
    ("ListChangeSets", "StackName"): "files",
    ("GetAuthorizationToken", "authorizationToken"): base64.b64encode(b"AWS:password").decode(),
    ("GetSchedule", "Arn"): "arn:aws:sqs:us-east-1:111122223333:queue",
    ("GetSchedule", "KmsKeyArn"): "arn:aws:kms:us-east-1:111122223333:key/1",
    ("GetSchedule", "RoleArn"): "arn:aws:iam::111122223333:role/scheduler",
}
# UpdateSchedule requires what the model calls optional in GetSchedule; every schedule has it.
WHOLE = {"GetSchedule"}
# The names of S3's root elements, which botocore's models leave out.
ROOTS = {
    "DeleteObjects": "DeleteResult", "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
    "GetBucketNotificationConfiguration": "NotificationConfiguration", "GetBucketTagging": "Tagging",
    "GetObjectTagging": "Tagging",
    "GetBucketVersioning": "VersioningConfiguration", "ListMultipartUploads": "ListMultipartUploadsResult",
    "ListObjectVersions": "ListVersionsResult", "ListObjectsV2": "ListBucketResult",
}
TOKENS = {"NextToken", "nextToken", "Marker", "NextContinuationToken", "ContinuationToken", "NextMarker", "NextKeyMarker", "NextUploadIdMarker", "NextVersionIdMarker"}
# The SDK tries these again for seconds, whatever their status: other tests are about that.
RETRIED = re.compile("thrott|toomanyrequests|limitexceededexception|requesttimeout", re.I)


SECRET = "planted-secret-key"


class Wrong(Exception):
    pass


def crc32(body):
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


def misfits(model, handler, body, key, region):
    """Where a signature or a checksum is not that of the request."""
    headers = handler.headers
    names = re.search(r"SignedHeaders=([^, ]+)", headers["Authorization"])[1].split(";")
    url = f"http://{headers['Host']}{handler.path}"
    request = AWSRequest(handler.command, url, {name: headers[name] for name in names}, body)
    request.context["timestamp"] = headers["X-Amz-Date"]
    signer = S3SigV4Auth if model.signing_name == "s3" else SigV4Auth
    signer = signer(Credentials(key, SECRET), model.signing_name, region)
    signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    if not headers["Authorization"].endswith(f"Signature={signature}"):
        yield "botocore signs it otherwise"
    for name, theirs in (("X-Amz-Content-SHA256", hashlib.sha256(body).hexdigest()), ("X-Amz-Checksum-CRC32", crc32(body))):
        if headers.get(name, theirs) != theirs:
            yield f"{name} is not that of the body"


def check(shape, value, place):
    """A value against its shape: type, members, required ones, lengths, patterns, enums, ranges."""
    kind, rules = shape.type_name, shape.metadata
    types = {
        "structure": dict, "map": dict, "list": list, "string": str, "boolean": bool, "integer": int, "long": int,
        "float": (int, float), "double": (int, float), "timestamp": (int, float, str), "blob": (str, bytes),
    }
    if not isinstance(value, types[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{place}: {type(value).__name__} instead of {kind}"
        return
    if kind == "structure":
        for name in value.keys() - shape.members.keys():
            yield f"{place}: no member {name}"
        for name in set(shape.required_members) - value.keys():
            yield f"{place}: {name} is required"
        if rules.get("union") and len(value) != 1:
            yield f"{place}: one member of a union"
        for name in value.keys() & shape.members.keys():
            yield from check(shape.members[name], value[name], f"{place}.{name}")
        return
    size = value if isinstance(value, (int, float)) else len(value) if isinstance(value, (str, bytes, list, dict)) else 0
    for bound, is_wrong in (("min", lambda limit: size < limit), ("max", lambda limit: size > limit)):
        if kind not in ("boolean", "timestamp") and bound in rules and is_wrong(rules[bound]):
            yield f"{place}: {size} is beyond the {bound} {rules[bound]}"
    if rules.get("enum") and value not in rules["enum"]:
        yield f"{place}: {value} is none of {rules['enum']}"
    if rules.get("pattern") and kind == "string":
        pattern = re.sub(r"\\p\{[^}]*\}", r"\\w\\s", rules["pattern"])
        if not re.fullmatch(pattern, value, re.S) and not re.search(pattern, value, re.S):
            yield f"{place}: {value!r} does not match {rules['pattern']}"
    if kind == "list":
        for at, item in enumerate(value):
            yield from check(shape.member, item, f"{place}[{at}]")
    if kind == "map":
        for key, item in value.items():
            yield from check(shape.key, key, f"{place} key")
            yield from check(shape.value, item, f"{place}.{key}")


def scalar(shape, text):
    """Text from a form, a header or an element, as its shape has it."""
    kind = shape.type_name
    if kind == "boolean":
        if text not in ("true", "false"):
            raise Wrong(f"{text!r} is no boolean")
        return text == "true"
    if kind in ("integer", "long"):
        return int(text)
    if kind in ("float", "double"):
        return float(text)
    if kind == "blob":
        return base64.b64decode(text, validate=True)
    return text


def in_form(name, member):
    """What a member is called in a form of EC2."""
    said = member.serialization.get("name", name)
    return member.serialization.get("queryName") or said[0].upper() + said[1:]


def from_form(shape, fields, prefix):
    """Members out of a form."""
    kind = shape.type_name
    if kind == "structure":
        here = {key.removeprefix(prefix).split(".")[0] for key in fields if key.startswith(prefix)}
        value = {}
        for wire in here:
            found = [n for n, m in shape.members.items() if in_form(n, m) == wire or m.serialization.get("name", n) == wire]
            if not found:
                raise Wrong(f"no member {prefix}{wire}")
            value[found[0]] = from_form(shape.members[found[0]], fields, f"{prefix}{wire}.")
        return value
    if kind == "map":
        pairs = {}
        while f"{prefix}entry.{len(pairs) + 1}.key" in fields:
            entry = f"{prefix}entry.{len(pairs) + 1}."
            pairs[fields[entry + "key"]] = from_form(shape.value, fields, entry + "value.")
        return pairs
    if kind == "list":
        is_flat = shape.serialization.get("flattened") or f"{prefix}1" in fields or any(key.startswith(f"{prefix}1.") for key in fields)
        items, infix = [], "" if is_flat else shape.member.serialization.get("name", "member") + "."
        if fields.get(prefix[:-1]) == "":
            return []
        while any(key == f"{prefix}{infix}{len(items) + 1}" or key.startswith(f"{prefix}{infix}{len(items) + 1}.") for key in fields):
            items.append(from_form(shape.member, fields, f"{prefix}{infix}{len(items) + 1}."))
        if not items:
            raise Wrong(f"{prefix} is no list")
        return items
    return scalar(shape, fields[prefix[:-1]])


def from_xml(shape, element):
    """Members out of an element."""
    kind = shape.type_name
    if kind == "structure":
        value = {}
        for name, member in shape.members.items():
            wire = member.serialization.get("name", name).split(":")[-1]
            if member.serialization.get("xmlAttribute"):
                found = [v for k, v in element.attrib.items() if k.split("}")[-1] == wire]
                if found:
                    value[name] = scalar(member, found[0])
                continue
            if member.type_name == "list" and member.serialization.get("flattened"):
                wire = member.member.serialization.get("name", wire)
                found = [child for child in element if child.tag.split("}")[-1] == wire]
                if found:
                    value[name] = [from_xml(member.member, child) for child in found]
                continue
            found = [child for child in element if child.tag.split("}")[-1] == wire]
            if found:
                value[name] = from_xml(member, found[0])
        known = {m.serialization.get("name", n) for n, m in shape.members.items()}
        known |= {m.member.serialization.get("name", n) for n, m in shape.members.items() if m.type_name == "list"}
        for child in element:
            if child.tag.split("}")[-1] not in known:
                raise Wrong(f"no member {child.tag}")
        return value
    if kind == "list":
        return [from_xml(shape.member, child) for child in element]
    return scalar(shape, element.text or "")


def operation_of(model, handler, body):
    """The operation of a request, and what is in it."""
    path, _, query = handler.path.partition("?")
    if model.protocol in ("query", "ec2"):
        fields = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        operation = model.operation_model(fields.pop("Action"))
        if fields.pop("Version") != model.api_version:
            raise Wrong("another version")
        return operation, from_form(operation.input_shape, fields, "") if operation.input_shape else {}
    target = handler.headers.get("X-Amz-Target")
    if target:
        prefix, _, name = target.partition(".")
        if prefix != model.metadata["targetPrefix"]:
            raise Wrong(f"target {target}")
        if handler.headers["Content-Type"] != f"application/x-amz-json-{model.metadata['jsonVersion']}":
            raise Wrong(f"content type {handler.headers['Content-Type']}")
        return model.operation_model(name), json.loads(body)
    parameters = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    parameters.pop("x-id", None)
    best = None
    for name in model.operation_names:
        operation = model.operation_model(name)
        if operation.deprecated:
            continue
        wanted, _, fixed = operation.http["requestUri"].partition("?")
        fixed = dict(urllib.parse.parse_qsl(fixed, keep_blank_values=True))
        if operation.http["method"] != handler.command or any(parameters.get(k) != v for k, v in fixed.items()):
            continue
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(wanted.rstrip("/") or "/"))
        pattern = re.sub(r"\\{(\w+)\\\+\\}", r"(?P<\1>.+)", pattern)
        found = re.fullmatch(pattern, path.rstrip("/") or "/")
        if not found:
            continue
        try:
            value = from_rest(operation, found.groupdict(), {k: v for k, v in parameters.items() if k not in fixed}, handler.headers, body)
        except Wrong as wrong:
            best = best or (0, wrong)
            continue
        required = set(operation.input_shape.required_members) <= value.keys()
        rank = (1 + required, len(fixed), len(value))
        if best is None or best[0] == 0 or rank > best[0]:
            best = (rank, (operation, value))
    if best is None or isinstance(best[1], Wrong):
        raise best[1] if best else Wrong(f"no operation is {handler.command} {path}")
    return best[1]


def from_rest(operation, labels, parameters, headers, body):
    shape, value, parameters = operation.input_shape, {}, dict(parameters)
    left = {}
    for name, member in shape.members.items():
        place, wire = member.serialization.get("location"), member.serialization.get("name", name)
        if place == "uri":
            value[name] = scalar(member, urllib.parse.unquote(labels[wire]))
        elif place == "querystring":
            if wire in parameters:
                value[name] = scalar(member, parameters.pop(wire))
        elif place == "header":
            if headers.get(wire) is not None and wire.lower() not in ("content-length", "content-type", "expect"):
                value[name] = scalar(member, headers[wire])
        elif place is None:
            left[name] = member
    if parameters:
        raise Wrong(f"no parameter {sorted(parameters)}")
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name in ("blob", "string"):
        if body:
            value[payload] = body if shape.members[payload].type_name == "blob" else body.decode()
    elif payload and body:
        value[payload] = from_xml(shape.members[payload], ET.fromstring(body))
    elif body and operation.service_model.protocol == "rest-json":
        for name, item in json.loads(body).items():
            found = [n for n, m in left.items() if m.serialization.get("name", n) == name]
            if not found:
                raise Wrong(f"no member {name} in the body")
            value[found[0]] = item
    elif body:
        raise Wrong("a body that the model does not have")
    return value


def told(protocol, body):
    """What a body says, whatever the order and the spaces in it."""
    if isinstance(body, dict):
        return {name: str(value) for name, value in body.items()}
    if protocol in ("query", "ec2"):
        return dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
    text = body.decode() if isinstance(body, bytes) else body
    if protocol == "rest-xml":
        return tree(ET.fromstring(text)) if text else None
    return json.loads(text) if text else {}


def tree(element):
    """An element, whatever the order of the elements in it."""
    return element.tag, element.text or "", sorted(tree(child) for child in element)


def differences(model, operation, value, handler, body):
    """Where botocore would send the same call otherwise."""
    # botocore prefers CBOR where a service takes both.
    protocol = "json" if "X-Amz-Target" in handler.headers else model.protocol
    theirs = SERIALIZERS[protocol]().serialize_to_request(value, operation)
    path, _, query = handler.path.partition("?")
    their_path, _, their_query = theirs["url_path"].partition("?")
    payload = operation.input_shape and operation.input_shape.serialization.get("payload")
    query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    if model.protocol == "rest-xml":
        query.pop("x-id", None)
        # After a bucket in the path, the SDK's runtime writes the slash of the bucket's own path.
        path = path.rstrip("/")
        is_document = payload and operation.input_shape.members[payload].type_name == "structure"
        payload = payload and not is_document
        for name, value in theirs["headers"].items():
            if handler.headers.get(name) != value:
                yield f"{model.service_name}:{operation.name}: header {name} {handler.headers.get(name)!r}, and botocore sends {value!r}"
    their_query = dict(urllib.parse.parse_qsl(their_query, keep_blank_values=True)) | {k: str(v) for k, v in (theirs["query_string"] or {}).items()}
    for part, ours, other in (
        ("method", handler.command, theirs["method"]),
        ("path", urllib.parse.unquote(path), urllib.parse.unquote(their_path)),
        ("query", query, their_query),
        ("target", handler.headers.get("X-Amz-Target"), theirs["headers"].get("X-Amz-Target")),
        ("body", *((body, theirs["body"]) if payload else (told(protocol, one) for one in (body, theirs["body"])))),
    ):
        if ours != other:
            yield f"{model.service_name}:{operation.name}: {part} {ours!r}, and botocore sends {other!r}"


def filled(shape, operation, name="", seen=(), more=False):
    """A value with everything that the model knows; of what contains itself, one."""
    kind = shape.type_name
    if (operation, name) in WRITTEN:
        return WRITTEN[operation, name]
    if kind == "structure":
        if shape.name in seen:
            return {}
        members = shape.members.items()
        return {
            n: filled(m, operation, n, (*seen, shape.name), more)
            for n, m in members if (more or n not in TOKENS) and not m.metadata.get("eventstream")
        }
    if kind == "list":
        return [filled(shape.member, operation, name, seen, more)]
    if kind == "map":
        key = filled(shape.key, operation, "key", seen, more)
        return {key: filled(shape.value, operation, name, seen, more)}
    if kind == "string":
        return shape.metadata.get("enum", [f"{name or 'text'}-1"])[0]
    if kind == "timestamp":
        return 1700000000
    if kind == "boolean":
        return more if name == "IsTruncated" else True
    if kind == "blob":
        return "content"
    return min(max(7, shape.metadata.get("min", 7)), shape.metadata.get("max", 10**9))


# A window's title, the clipboard, colors, a cleared screen, an erased line, C1, text that is shown backwards, tags. XML has no
# escape character, and whoever sends it all the same sends it as a reference.
HOSTILE = "\x1b]0;pwned\x07\x1b]52;c;cHduZWQ=\x07\x1b[31m\x1b[2J\rover\x9b2J\x85\u202egnp.exe\u2066\u200b\U000e0041\x7f\x08"
# The states that commands check before they continue.
SETTLED = {
    "StackStatus": "UPDATE_COMPLETE", "lastStatus": "STOPPED", "buildStatus": "FAILED", "currentPhase": "COMPLETED",
    "ResourceStatus": "UPDATE_FAILED", "DetectionStatus": "DETECTION_COMPLETE",
}


def hostile(shape, value, name=""):
    """The value with texts that would drive a terminal."""
    kind = shape.type_name
    if kind == "structure":
        return {n: hostile(shape.members[n], item, n) for n, item in value.items()}
    if kind == "list":
        return [hostile(shape.member, item, name) for item in value]
    if kind == "map":
        return {key: hostile(shape.value, item, name) for key, item in value.items()}
    if name in SETTLED:
        return SETTLED[name]
    if kind != "string" or "enum" in shape.metadata or shape.serialization.get("location"):
        return value
    return f"{value}{HOSTILE}"


# What a stranger puts in the place of a value.
STRANGE = [
    lambda rng, value: None,
    lambda rng, value: rng.choice([0, -1, 2**63, 1e308, 10**40, 0.5]),
    lambda rng, value: rng.choice([True, False]),
    lambda rng, value: [value, [value], {}],
    lambda rng, value: {"value": value, "": None},
    lambda rng, value: [],
    lambda rng, value: {},
    lambda rng, value: "",
    lambda rng, value: HOSTILE,
    lambda rng, value: rng.choice(["arn:aws:cloudformation:us-east-1:999988887777:stack/other/1", "other-stack", "../../etc/passwd"]),
    lambda rng, value: rng.choice(["i-0;reboot", "-oProxyCommand=reboot", "$(reboot)", "%h%n%p", "{{resolve:ssm:x}}"]),
    lambda rng, value: rng.choice(["9999-99-99T99:99:99Z", "NaN", "-Infinity", "1e999", "0x7fffffff"]),
    lambda rng, value: "UNKNOWN_" + "X" * rng.choice([1, 300]),
    lambda rng, value: "ä\u0000😀" * 3,
]


def forged(rng, value, share):
    """The value with some of what is in it changed, removed or repeated."""
    if rng.random() < share:
        return rng.choice(STRANGE)(rng, value)
    if isinstance(value, dict):
        kept = {name: forged(rng, item, share) for name, item in value.items() if rng.random() > share}
        if rng.random() < share:
            kept["Unheard" + "Of"] = HOSTILE
        return kept
    if isinstance(value, list):
        items = [forged(rng, item, share) for item in value]
        return items * rng.choice([1, 1, 1, 0, 2, 300]) if rng.random() < share else items
    return value


def element(name, value):
    """Any value as an element, whatever its shape should have been."""
    name = re.sub(r"[^A-Za-z]", "", name) or "x"
    if isinstance(value, dict):
        return f"<{name}>" + "".join(element(n, item) for n, item in value.items()) + f"</{name}>"
    if isinstance(value, list):
        return f"<{name}>" + "".join(element("member", item) for item in value) + f"</{name}>"
    return f"<{name}>{'' if value is None else in_xml(str(value))}</{name}>"


def forged_text(rng, model, operation, full, text):
    """A whole body of a stranger: status and text."""
    is_xml = model.protocol in ("query", "ec2", "rest-xml")
    how = rng.random()
    if how < 0.06:
        return 200, text[: rng.randrange(len(text) + 1)]
    if how < 0.10:
        return 200, rng.choice(["", "null", "[]", "\"x\"", "<html>log in</html>", "<", "{", "<a/>" * 3, "0", "\ufeff{}"])
    if how < 0.13:
        return 200, ("<a>" * 3000 if is_xml else "[" * 3000)
    if how < 0.15:
        huge = "x" * 10_000_000
        return 200, text.replace("-1", huge, 1) if "-1" in text else huge
    if how < 0.25:
        code = rng.choice(["AccessDenied", "ValidationError", "x" * 500, HOSTILE, "", "ExpiredToken", "NoSuchKey", "Other"])
        told = rng.choice(["no", HOSTILE, "x" * 100_000, "", "line\n  fix: run this\nerror: forged", "not authorized to perform: `rm -rf`"])
        status = rng.choice([400, 403, 404, 409, 412, 418])
        if is_xml:
            return status, f"<ErrorResponse><Error><Code>{in_xml(code)}</Code><Message>{in_xml(told)}</Message></Error></ErrorResponse>"
        return status, json.dumps({"__type": code, rng.choice(["message", "Message"]): told})
    value = forged(rng, full, rng.choice([0.02, 0.1, 0.4]))
    if not is_xml:
        return 200, json.dumps(value)
    if not isinstance(value, dict):
        value = {"value": value}
    inner = element(f"{operation.name}Result", value)
    if model.protocol == "query":
        return 200, f"<{operation.name}Response>{inner}</{operation.name}Response>"
    return 200, "".join(element(ROOTS.get(operation.name, operation.output_shape.name), value))


def in_xml(text):
    return "".join(f"&#{ord(char)};" if char < " " else char for char in escape(text))


def to_xml(shape, value, name):
    kind = shape.type_name
    if kind == "structure":
        inner = ""
        for n, item in value.items():
            member = shape.members[n]
            if member.serialization.get("location") or member.serialization.get("xmlAttribute"):
                continue
            wire = member.serialization.get("name", n)
            if member.type_name == "list" and member.serialization.get("flattened"):
                inner += "".join(to_xml(member.member, one, member.member.serialization.get("name", wire)) for one in item)
            else:
                inner += to_xml(member, item, wire)
        return f"<{name}>{inner}</{name}>"
    if kind == "list":
        inner = shape.member.serialization.get("name", "member")
        return f"<{name}>" + "".join(to_xml(shape.member, one, inner) for one in value) + f"</{name}>"
    if kind == "map":
        return f"<{name}>" + "".join(
            f"<entry>{to_xml(shape.key, k, 'key')}{to_xml(shape.value, v, 'value')}</entry>" for k, v in value.items()
        ) + f"</{name}>"
    if kind == "boolean":
        value = "true" if value else "false"
    if kind == "timestamp":
        value = "2023-11-14T22:13:20Z"
    return f"<{name}>{in_xml(str(value))}</{name}>"


def answer(model, operation, value, headers):
    """What AWS would send."""
    shape = operation.output_shape
    if model.protocol == "ec2":
        return to_xml(shape, value, f"{operation.name}Response") if shape else ""
    if model.protocol == "query":
        inner = to_xml(shape, value, shape.serialization.get("resultWrapper") or f"{operation.name}Result") if shape else ""
        return f"<{operation.name}Response>{inner}<ResponseMetadata/></{operation.name}Response>"
    if not shape:
        return ""
    for name, member in shape.members.items():
        # The content is no such checksum, and the server counts its length.
        if name.startswith("Checksum") or name == "ContentLength":
            continue
        if member.serialization.get("location") == "header" and name in value and member.type_name in ("string", "boolean", "integer", "long"):
            item = value[name]
            headers[member.serialization.get("name", name)] = str(item).lower() if isinstance(item, bool) else str(item)
    payload = shape.serialization.get("payload")
    if model.protocol in ("json", "smithy-rpc-v2-cbor", "rest-json"):
        if payload:
            return "" if shape.members[payload].type_name == "blob" else json.dumps(value.get(payload))
        return json.dumps({n: v for n, v in value.items() if not shape.members[n].serialization.get("location")})
    if payload:
        member = shape.members[payload]
        return str(value[payload]) if member.type_name in ("blob", "string") else to_xml(member, value[payload], member.serialization.get("name", payload))
    return to_xml(shape, value, ROOTS.get(operation.name, shape.name))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faults, operations, errors, offered, followed = [], set(), [], set(), set()
    answered, forged = {}, []
    lock = threading.Lock()

    def log_message(self, *_):
        pass

    def send(self, status, text, headers):
        body = b"" if status == 204 else text.encode()
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() != "content-length" or self.command != "HEAD":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def take(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding", "") == "aws-chunked":
            body = body.split(b"\r\n", 1)[1].split(b"\r\n0\r\n")[0]
        if self.path == "/seen":
            told = {"faults": sorted(set(self.faults)), "operations": sorted(self.operations), "errors": len(self.errors),
                    "forged": len(self.forged),
                    "pages": sorted(self.offered - self.followed)}
            return self.send(200, json.dumps(told), {})
        scope = re.search(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/", self.headers.get("Authorization", ""))
        try:
            if not scope:
                raise Wrong("no signature")
            how, region, signing_name = scope.groups()
            if signing_name not in BY_SIGNING_NAME:
                raise Wrong(f"signed for {signing_name}")
            model = BY_SIGNING_NAME[signing_name]
            operation, value = operation_of(model, self, body)
            place = f"{model.service_name}:{operation.name}"
            with self.lock:
                self.operations.add(place)
                self.faults.extend(f"{place}: {fault}" for fault in misfits(model, self, body, how, region))
                if operation.input_shape:
                    self.faults.extend(check(operation.input_shape, value, place))
                self.faults.extend(differences(model, operation, value, self, body))
            self.reply(model, operation, value, how, place)
        except Exception as error:
            with self.lock:
                self.faults.append(f"{self.command} {self.path} {self.headers.get('X-Amz-Target', '')} {body[:200]!r}: {error!r}")
            self.send(400, "", {"x-amzn-errortype": "NotOfTheModel"})

    def reply(self, model, operation, value, how, place):
        headers = {"Content-Type": "text/xml" if model.protocol in ("query", "ec2", "rest-xml") else "application/json"}
        if how.startswith("error-"):
            shapes = [s for s in operation.error_shapes if not RETRIED.search(s.name)]
            number = int(how.removeprefix("error-"))
            if number < len(shapes):
                shape = shapes[number]
                self.errors.append(shape.name)
                code = shape.metadata.get("error", {}).get("code") or shape.name
                told = {"message": f"judged: {shape.name}"}
                if model.protocol in ("query", "ec2", "rest-xml"):
                    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{told['message']}</Message></Error>"
                    text = f"<ErrorResponse>{error}</ErrorResponse>" if model.protocol == "query" else error
                else:
                    text = json.dumps({"__type": f"com.amazonaws#{code}", **told})
                status = shape.metadata.get("error", {}).get("httpStatusCode") or 400
                return self.send(400 if status >= 500 else status, text, headers)
        asked_on = TOKENS.isdisjoint(k for k in value) and "KeyMarker" not in value
        full = filled(operation.output_shape, operation.name, more=asked_on) if operation.output_shape else {}
        shape = operation.output_shape
        if how == "least" and operation.name not in WHOLE and shape:
            kept = {*shape.required_members, shape.serialization.get("payload")}
            full = {n: v for n, v in full.items() if n in kept}
        if how == "hostile" and shape:
            full = hostile(shape, filled(shape, operation.name))
        with self.lock:
            if not asked_on:
                self.followed.add(place)
            elif not TOKENS.isdisjoint(full):
                self.offered.add(place)
        text = answer(model, operation, full, headers)
        if operation.name == "GetObject" and self.headers.get("X-Amz-Checksum-Mode"):
            headers["X-Amz-Checksum-CRC32"] = crc32(text.encode())
            if how == "damaged":
                text = text[::-1]
        if how.startswith("forged-") and shape:
            with self.lock:
                number = self.answered[how, place] = self.answered.get((how, place), 0) + 1
            rng = random.Random(f"{how} {place} {number}")
            # Only so many pages: that a walk of pages ends is another test.
            pages = number % 4 == 0
            full = filled(shape, operation.name, more=pages)
            status, text = forged_text(rng, model, operation, full, text)
            headers = {"Content-Type": headers["Content-Type"]}
            with self.lock:
                self.forged.append(place)
            return self.send(status, text, headers)
        self.send(operation.http.get("responseCode", 200), text, headers)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = take


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
server.serve_forever()
