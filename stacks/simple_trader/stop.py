"""Ends the trading day: what it brought is saved, and only then the machine stops."""

SCRIPT = r'''{{script}}'''


@told
def handler(event, context):
    """Runs the closure and the uploads, and stops the machine when they succeeded; otherwise it keeps running."""
    begin = state()
    if begin in ("stopped", "stopping"):
        return {"state": begin, "reason": "there was nothing to stop"}
    wait_for_state("running", 120, context)
    try:
        wait_until("the machine's Systems Manager agent is not online", 120, context, agent_is_online)
        output = run(SCRIPT, 540, context)
    except Exception as error:
        raise Failed(f"the machine keeps running, since logs and ledger may not be saved: {error}") from error
    aws("ec2").stop_instances(InstanceIds=[os.environ["INSTANCE_ID"]])
    wait_for_state("stopped", 180, context)
    return {"state": "stopped", "output": output[-2000:]}
