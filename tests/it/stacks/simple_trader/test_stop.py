"""The stop function: the machine stops only when what the day brought is saved."""

import pytest

from conftest import told


def test_it_saves_and_then_stops(stop):
    run, world, _ = stop
    assert run()["state"] == "stopped"
    assert world.state == "stopped"
    (commands,) = world.commands
    assert commands[0] == "#!/bin/bash" and any("closure_setup.py" in line for line in commands)


def test_the_upload_is_waited_for(stop):
    run, world, _ = stop
    world.command_takes = 120
    run()
    assert world.clock >= 120


@pytest.mark.parametrize("status", ["Failed", "TimedOut", "Cancelled"])
def test_a_failed_upload_keeps_the_machine_running(stop, status):
    run, world, module = stop
    world.outcome |= {"Status": status, "StandardErrorContent": "closure failed at: uploading the ledger (exit 1)"}
    with pytest.raises(module.Failed, match="keeps running(.|\n)*uploading the ledger"):
        run()
    assert world.state == "running"


def test_without_an_agent_it_keeps_running(stop):
    run, world, module = stop
    world.agent_after = 10_000
    with pytest.raises(module.Failed, match="keeps running.*agent is not online"):
        run()
    assert (world.state, world.commands) == ("running", [])


def test_a_command_without_end_keeps_it_running(stop):
    run, world, module = stop
    world.command_takes = 10_000
    with pytest.raises(module.Failed, match="keeps running.*has not ended"):
        run()
    assert world.state == "running" and world.get_remaining_time_in_millis() > 0


def test_a_stopped_machine_stays_so(stop):
    run, world, _ = stop
    world.ec2.stop_instances(InstanceIds=[world.id])
    assert run()["reason"] == "there was nothing to stop"
    assert world.commands == []


def test_an_invocation_says_how_it_ended(stop, capsys):
    run, world, module = stop
    run({"token": "t"})
    assert told(capsys)[1] == {"request": "request-1", "token": "t", "state": "stopped"}
    assert run()["state"] == "stopped"
    assert told(capsys)[1]["reason"] == "there was nothing to stop"
    world.ec2.start_instances(InstanceIds=[world.id])
    world.outcome |= {"Status": "Failed"}
    with pytest.raises(module.Failed):
        run()
    assert "keeps running" in told(capsys)[1]["error"]
