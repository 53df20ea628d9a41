#!/bin/bash
# Ends the day: the program's own closure, then its logs and ledger to the bucket. The stop function sends it, and stops
# the machine only when it succeeded. Needs BUCKET and TIMEZONE.
set -euo pipefail

step=begin
finish() {
    local code=$?
    [ "$code" = 0 ] || echo "closure failed at: $step (exit $code)" >&2
}
trap finish EXIT
begin() {
    step=$1
    echo "== $step"
}

root=${ROOT:-}
project=$root/home/ec2-user/projects/SimpleTrader
venv=$root/home/ec2-user/venvs/SimpleTrader
today=$(TZ=$TIMEZONE date +%F)

if [ ! -d "$project" ]; then
    echo "there is no program on the machine, and nothing to save"
    exit 0
fi

closed=yes
if [ -e "$project/src/setup/closure_setup.py" ]; then
    begin "running closure_setup.py"
    cd "$project"
    # Whatever becomes of it, logs and ledger are saved first.
    runuser -u ec2-user -- env PYTHONPATH="$project/src" "$venv/bin/python" "$project/src/setup/closure_setup.py" ||
        closed=no
fi

begin "uploading the logs"
if [ -d "$project/trade_logs/$today" ]; then
    aws s3 cp --recursive --only-show-errors "$project/trade_logs/$today/" "s3://$BUCKET/SimpleTraderLogs/$today/"
else
    echo "there are none of today"
fi

begin "uploading the ledger"
if [ -d "$project/ledger" ]; then
    aws s3 cp --recursive --only-show-errors "$project/ledger/" "s3://$BUCKET/SimpleTraderLedger/"
else
    echo "there is none"
fi

if [ "$closed" = no ]; then
    step="running closure_setup.py; logs and ledger are saved"
    exit 1
fi
touch "$project/.uploaded"
