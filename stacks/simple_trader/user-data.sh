#!/bin/bash
# The machine's first start: its time zone, cron and unzip. Everything that changes from day to day comes with the
# start function, since a change of this file stops the machine. Amazon Linux has Python, the AWS CLI and the agent.
set -euo pipefail

step=begin
finish() {
    local code=$?
    [ "$code" = 0 ] || echo "user data failed at: $step (exit $code)" >&2
}
trap finish EXIT

step="setting the time zone"
timedatectl set-timezone '{{timezone}}'

step="installing cron and unzip"
dnf install --assumeyes --quiet cronie unzip

step="starting cron"
systemctl enable --now crond
