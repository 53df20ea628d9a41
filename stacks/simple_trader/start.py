"""Starts the machine before the market opens, unless the exchange is closed, and lays the day's program on it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SCRIPT = r'''{{script}}'''


def now():
    """The time at the exchange."""
    return datetime.now(ZoneInfo(os.environ["TIMEZONE"]))


def holidays():
    """The days of the calendar in the configuration."""
    return [date.fromisoformat(day) for day in os.environ["HOLIDAYS"].split()]


def closed(today, days):
    """Why the exchange is closed today, or nothing."""
    if today.weekday() > 4:
        return f"{today} is a {today:%A}"
    return f"{today} is a holiday of the exchange" if today in days else None


def calendar_warning(today, days):
    """What is wrong with the calendar: holidays that nobody has entered are days on which it starts in vain."""
    if any(day.year >= today.year for day in days):
        return None
    last = f"ends with {max(days)}" if days else "is empty"
    return f"the calendar of holidays {last}: add those of {today.year} to holidays under [simple_trader], and deploy"


def missing_and_old(today):
    """The files that are needed and not in the bucket, and what is to be said about those that are."""
    s3, missing, warnings = aws("s3"), [], []
    for name in ["repo.zip", *os.environ["FILES"].split()]:
        try:
            found = s3.head_object(Bucket=os.environ["BUCKET"], Key=name.removesuffix("?"))
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("404", "NoSuchKey", "NotFound"):
                raise
            if not name.endswith("?"):
                missing.append(name)
            continue
        day = found["LastModified"].astimezone(ZoneInfo(os.environ["TIMEZONE"])).date()
        if name == "access_token.txt" and day < today:
            warnings.append(f"{name} is of {day}, not of today: upload today's")
    return missing, warnings


def warn(warnings):
    """Writes warnings to the log, where the alarm on the word finds them."""
    warnings = [warning for warning in warnings if warning]
    for warning in warnings:
        print(f"WARNING: {warning}")
    return warnings


def start(context):
    """Starts the machine and waits until its agent takes commands; says whether it had to."""
    begin = state()
    if begin == "stopping":
        wait_for_state("stopped", 300, context)
        begin = "stopped"
    if begin == "stopped":
        aws("ec2").start_instances(InstanceIds=[os.environ["INSTANCE_ID"]])
    wait_for_state("running", 300, context)
    wait_until(
        "the machine's Systems Manager agent is not online, and no command reaches it: look at its network and role",
        300,
        context,
        agent_is_online,
    )
    return begin == "stopped"


@told
def handler(event, context):
    """`{"force": true}` starts the machine on a day without trade too, and lays nothing on it: no job runs."""
    today, days = now().date(), holidays()
    warnings = warn([calendar_warning(today, days)])
    reason = closed(today, days)
    if reason and not event.get("force"):
        result = {"state": "not started", "reason": reason}
    elif reason:
        result = {"state": "started" if start(context) else "was running", "reason": f"{reason}: without the program"}
    else:
        missing, old = missing_and_old(today)
        warnings += warn(old)
        if missing:
            names = ", ".join(missing)
            raise Failed(f"not started: {names} missing in {os.environ['BUCKET']}; upload it, then invoke this function again")
        started = start(context)
        output = run(SCRIPT, 540, context)
        result = {"state": "started" if started else "was running", "output": output[-2000:]}
    return {**result, "warnings": warnings}
