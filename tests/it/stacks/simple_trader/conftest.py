"""An account in moto with a machine and a bucket, and a clock that only the functions' waiting moves.

The functions come from FUNCTIONS, a directory with start.py and stop.py exactly as the template has them."""

import importlib.util
import json
import os
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

# moto makes hundreds of images in each account unless it is told not to, which takes two seconds.
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"

import boto3
import moto
import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ec2.models import ec2_backends
from moto.s3.models import s3_backends
from moto.ssm.models import ssm_backends

REGION = "ap-south-1"
BUCKET = "simpletrader-working-bucket-test"
TRADING_DAY = datetime(2027, 1, 27, 8, 45, tzinfo=ZoneInfo("Asia/Kolkata"))


class Ssm:
    """moto's Systems Manager with what it lacks: agents, and commands that take their time or fail."""

    def __init__(self, world):
        self.world, self.client = world, boto3.client("ssm")

    def describe_instance_information(self, Filters):
        assert Filters == [{"Key": "InstanceIds", "Values": [self.world.id]}]
        online = self.world.clock >= self.world.agent_after
        return {"InstanceInformationList": [{"PingStatus": "Online"}] if online else []}

    def send_command(self, **request):
        self.world.commands.append(request["Parameters"]["commands"])
        sent = self.client.send_command(**request)
        command = ssm_backends[DEFAULT_ACCOUNT_ID][REGION].get_command_by_id(sent["Command"]["CommandId"])
        command.invocations[0].update(self.world.outcome)
        self.world.sent_at = self.world.clock
        return sent

    def get_command_invocation(self, **request):
        found = self.client.get_command_invocation(**request)
        ready = self.world.clock >= self.world.sent_at + self.world.command_takes
        return found if ready else {**found, "Status": "InProgress"}


class World:
    """The account, and what it is to do."""

    aws_request_id = "request-1"

    def __init__(self, state):
        self.clock, self.agent_after, self.command_takes, self.sent_at = 0.0, 0.0, 30.0, 0.0
        self.commands, self.limit = [], 900.0
        self.outcome = {"Status": "Success", "StandardOutputContent": "== done", "StandardErrorContent": ""}
        ec2 = boto3.client("ec2")
        image = ec2.register_image(Name="machine")["ImageId"]
        self.id = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
        self.ec2 = ec2
        if state != "running":
            ec2.stop_instances(InstanceIds=[self.id])
        self.s3 = boto3.client("s3")
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})

    @property
    def state(self):
        return self.ec2.describe_instances(InstanceIds=[self.id])["Reservations"][0]["Instances"][0]["State"]["Name"]

    def machine(self):
        """The machine as moto holds it, to be put into states that moto does not pass through."""
        return ec2_backends[DEFAULT_ACCOUNT_ID][REGION].get_instance(self.id)

    def put(self, name, modified):
        """Puts a file into the bucket, of that time."""
        self.s3.put_object(Bucket=BUCKET, Key=name, Body=b"x")
        s3_backends[DEFAULT_ACCOUNT_ID]["aws"].get_object(BUCKET, name).last_modified = modified.astimezone(timezone.utc)

    def sleep(self, seconds):
        self.clock += seconds

    def get_remaining_time_in_millis(self):
        """As the context of an invocation tells it."""
        return (self.limit - self.clock) * 1000


@pytest.fixture
def account(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    # A session reads the models of the services once.
    with moto.mock_aws(config={"core": {"reset_boto3_session": False}}):
        yield


def load(name, world, monkeypatch):
    spec = importlib.util.spec_from_file_location(name, os.path.join(os.environ["FUNCTIONS"], f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.time, "sleep", world.sleep)
    monkeypatch.setattr(module.time, "monotonic", lambda: world.clock)
    monkeypatch.setattr(module, "aws", lambda service: Ssm(world) if service == "ssm" else boto3.client(service))
    values = {"INSTANCE_ID": world.id, "BUCKET": BUCKET, "TIMEZONE": "Asia/Kolkata", "HOLIDAYS": "2027-01-26 2027-03-04"}
    values["FILES"] = "keys.json access_token.txt requirements.txt config.py?"
    for key, value in values.items():
        monkeypatch.setenv(key, value)
    return module


@pytest.fixture
def start(account, monkeypatch):
    """The start function on a trading day, with everything in the bucket: `(run, world)`."""
    world = World("stopped")
    module = load("start", world, monkeypatch)
    world.today = TRADING_DAY
    monkeypatch.setattr(module, "now", lambda: world.today)
    for name in ["repo.zip", "keys.json", "access_token.txt", "requirements.txt"]:
        world.put(name, TRADING_DAY)
    return lambda event=None: module.handler(event or {}, world), world, module


@pytest.fixture
def stop(account, monkeypatch):
    """The stop function, with the machine running: `(run, world)`."""
    world = World("running")
    module = load("stop", world, monkeypatch)
    return lambda event=None: module.handler(event or {}, world), world, module


def told(capsys):
    """What the last invocation wrote of its beginning and its end."""
    lines = capsys.readouterr().out.splitlines()
    return [json.loads(line.split(" ", 1)[1]) for line in lines if line.startswith(("BEGIN ", "RESULT "))]
