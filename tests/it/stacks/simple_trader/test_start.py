"""The start function: the days on which it does nothing, the machine's life, the files, the command."""

from datetime import timedelta

import pytest

from conftest import told

MONDAY_OFF = timedelta(days=-1)  # 26 January 2027 is in the calendar


def fails(run, module, *words):
    with pytest.raises(module.Failed) as failure:
        run()
    for word in words:
        assert word in str(failure.value)


def test_a_stopped_machine_is_started_and_gets_the_program(start):
    run, world, _ = start
    result = run()
    assert (result["state"], result["warnings"], world.state) == ("started", [], "running")
    (commands,) = world.commands
    assert commands[0] == "#!/bin/bash"
    assert "export FILES='keys.json access_token.txt requirements.txt config.py?'" in commands
    assert any("repo.zip" in line for line in commands)


def test_a_running_machine_is_not_started_again(start):
    run, world, _ = start
    world.ec2.start_instances(InstanceIds=[world.id])
    assert run()["state"] == "was running"
    assert len(world.commands) == 1


def test_a_holiday_starts_nothing(start):
    run, world, _ = start
    world.today += MONDAY_OFF
    result = run()
    assert (result["state"], result["reason"]) == ("not started", "2027-01-26 is a holiday of the exchange")
    assert (world.state, world.commands) == ("stopped", [])


@pytest.mark.parametrize("days, name", [(3, "Saturday"), (4, "Sunday")])
def test_a_weekend_starts_nothing(start, days, name):
    run, world, _ = start
    world.today += timedelta(days=days)
    assert run()["reason"].endswith(f"is a {name}")
    assert world.state == "stopped"


def test_forced_it_starts_on_a_closed_day_without_the_program(start):
    run, world, _ = start
    world.today += MONDAY_OFF
    assert run({"force": True})["state"] == "started"
    assert (world.state, world.commands) == ("running", [])


@pytest.mark.parametrize("calendar, words", [("2026-12-25", "ends with 2026-12-25"), ("", "is empty")])
def test_a_calendar_that_ran_out_is_said(start, calendar, words, monkeypatch, capsys):
    run, world, _ = start
    monkeypatch.setenv("HOLIDAYS", calendar)
    (warning,) = run()["warnings"]
    assert words in warning and "2027" in warning
    assert f"WARNING: {warning}" in capsys.readouterr().out
    assert world.state == "running"


def test_a_machine_that_never_comes_up(start, monkeypatch):
    run, world, module = start
    monkeypatch.setattr(module, "instance", lambda: {"InstanceId": world.id, "State": {"Name": "pending"}})
    fails(run, module, "the machine is still not running")
    assert world.clock >= 300 and world.commands == []


def test_a_machine_that_was_terminated(start):
    run, world, module = start
    world.ec2.terminate_instances(InstanceIds=[world.id])
    fails(run, module, "is terminated", "deploy simple-trader again")


def test_a_machine_that_is_still_stopping_is_waited_for(start, monkeypatch):
    run, world, module = start
    real = module.instance
    stopping = {"InstanceId": world.id, "State": {"Name": "stopping"}}
    monkeypatch.setattr(module, "instance", lambda: real() if world.clock >= 60 else stopping)
    assert run()["state"] == "started"


def test_an_agent_that_never_comes_online(start):
    run, world, module = start
    world.agent_after = 10_000
    fails(run, module, "agent is not online")
    assert world.commands == []


def test_a_command_that_fails_says_where(start):
    run, world, module = start
    world.outcome |= {"Status": "Failed", "StandardErrorContent": "setup failed at: unpacking repo.zip (exit 9)"}
    fails(run, module, "ended as Failed", "setup failed at: unpacking repo.zip")


def test_a_command_without_end_fails_before_the_function_is_cut_off(start):
    run, world, module = start
    world.agent_after, world.command_takes = 290, 10_000
    fails(run, module, "has not ended")
    assert 0 < world.get_remaining_time_in_millis() <= 320_000


def test_the_function_ends_before_its_time_is_up(start):
    run, world, module = start
    world.limit, world.command_takes = 100, 10_000
    fails(run, module, "has not ended")
    assert world.get_remaining_time_in_millis() > 0


@pytest.mark.parametrize("name", ["access_token.txt", "repo.zip", "keys.json"])
def test_a_missing_file_is_named_before_anything_starts(start, name):
    run, world, module = start
    world.s3.delete_object(Bucket="simpletrader-working-bucket-test", Key=name)
    fails(run, module, "not started", name, "upload it")
    assert world.state == "stopped"


def test_a_token_of_yesterday_is_said(start):
    run, world, _ = start
    world.put("access_token.txt", world.today - timedelta(days=1))
    (warning,) = run()["warnings"]
    assert "access_token.txt is of 2027-01-26" in warning
    assert world.state == "running"


def test_it_is_today_at_the_exchange_not_in_utc(start):
    run, world, _ = start
    # 01:00 in Kolkata, 19:30 of the day before in UTC.
    world.put("access_token.txt", world.today.replace(hour=1, minute=0))
    assert run()["warnings"] == []


def test_an_invocation_says_that_it_began_and_how_it_ended(start, capsys):
    run, world, module = start
    run({"token": "t"})
    begin, result = told(capsys)
    assert begin == {"request": "request-1", "token": "t"}
    assert result == {"request": "request-1", "token": "t", "state": "started", "warnings": []}
    world.outcome |= {"Status": "Failed", "StandardErrorContent": "setup failed at: fetching repo.zip (exit 1)"}
    fails(run, module)
    begin, result = told(capsys)
    assert begin["token"] is None and "fetching repo.zip" in result["error"] and "state" not in result
