"""What the two functions of Simple Trader share: the machine, its agent, and commands sent to it."""

import functools
import json
import os
import shlex
import time

import boto3
from botocore.exceptions import ClientError

PAUSE = 5
"""Seconds between two looks."""
RESERVE = 20
"""Seconds that remain for saying what went wrong before Lambda ends the function."""


class Failed(Exception):
    """What did not work, and what to do: raised, it makes the invocation fail, which raises the alarm."""


def told(handler):
    """A handler whose invocations say in the log that they began, and how they ended: a line of JSON each, for those who
    follow. What asked for one may name it: `{"token": ...}`."""

    @functools.wraps(handler)
    def invoke(event, context):
        who = {"request": context.aws_request_id, "token": event.get("token")}
        print("BEGIN " + json.dumps(who))
        try:
            result = handler(event, context)
        except Exception as error:
            print("RESULT " + json.dumps({**who, "error": str(error)}))
            raise
        # The output of the script is in the log already.
        said = {name: value for name, value in result.items() if name != "output"}
        print("RESULT " + json.dumps({**who, **said}))
        return result

    return invoke


def aws(service):
    """A client of a service, in the region of the function."""
    return boto3.client(service)


def instance():
    """The machine as EC2 describes it."""
    ids = [os.environ["INSTANCE_ID"]]
    found = aws("ec2").describe_instances(InstanceIds=ids)["Reservations"]
    return found[0]["Instances"][0]


def state():
    """The machine's state, in EC2's words."""
    return instance()["State"]["Name"]


def wait_until(what, seconds, context, look):
    """Looks until `look` gives something true; fails after `seconds`, or when the function's own time is up."""
    begin = time.monotonic()
    while not (found := look()):
        remaining = context.get_remaining_time_in_millis() / 1000 - RESERVE
        if time.monotonic() - begin >= seconds or remaining <= 0:
            raise Failed(f"after {time.monotonic() - begin:.0f} seconds {what}")
        time.sleep(PAUSE)
    return found


def wait_for_state(wanted, seconds, context):
    """Waits until the machine is in the state; it never will be once it is terminated."""

    def reached():
        now = instance()
        name = now["State"]["Name"]
        if name in ("terminated", "shutting-down"):
            raise Failed(f"the machine {now['InstanceId']} is {name}: deploy simple-trader again")
        return name == wanted

    wait_until(f"the machine is still not {wanted}: look at its state in the EC2 console", seconds, context, reached)


def agent_is_online():
    """Whether the machine's Systems Manager agent takes commands."""
    chosen = [{"Key": "InstanceIds", "Values": [os.environ["INSTANCE_ID"]]}]
    found = aws("ssm").describe_instance_information(Filters=chosen)["InstanceInformationList"]
    return any(info.get("PingStatus") == "Online" for info in found)


def run(script, seconds, context):
    """Runs a script on the machine as root, waits for its end, and gives what it wrote."""
    names = ("BUCKET", "FILES", "TIMEZONE")
    exports = [f"export {name}={shlex.quote(os.environ[name])}" for name in names]
    first, *rest = script.splitlines()
    ssm, machine = aws("ssm"), os.environ["INSTANCE_ID"]
    sent = ssm.send_command(
        InstanceIds=[machine],
        DocumentName="AWS-RunShellScript",
        Parameters={"commands": [first, *exports, *rest], "executionTimeout": [str(seconds)]},
        TimeoutSeconds=60,
    )
    command = sent["Command"]["CommandId"]
    print(f"sent the command {command}")

    def ended():
        try:
            now = ssm.get_command_invocation(CommandId=command, InstanceId=machine)
        except ClientError as error:
            # For a moment the command is not known yet.
            if error.response["Error"]["Code"] == "InvocationDoesNotExist":
                return None
            raise
        return None if now["Status"] in ("Pending", "InProgress", "Delayed", "Cancelling") else now

    end = wait_until(f"the command {command} has not ended", seconds + 60, context, ended)
    output = end.get("StandardOutputContent", "").strip()
    print(output)
    if end["Status"] != "Success":
        errors = end.get("StandardErrorContent", "").strip()
        raise Failed(f"the command {command} ended as {end['Status']}\n{output}\n{errors}".strip())
    return output
