#!/bin/bash
# Lays the day's program on the machine; the start function sends it. Needs BUCKET, FILES (names, a ? behind those that
# may be absent) and TIMEZONE. Running it twice does no harm: while a job runs, nothing is touched.
set -euo pipefail

step=begin
finish() {
    local code=$?
    [ "$code" = 0 ] || echo "setup failed at: $step (exit $code)" >&2
}
trap finish EXIT
begin() {
    step=$1
    echo "== $step"
}

root=${ROOT:-}
project=$root/home/ec2-user/projects/SimpleTrader
venv=$root/home/ec2-user/venvs/SimpleTrader
mark=$root/run/simple-trader/ready
runner=$root/usr/local/bin/simple-trader-job

# Cron calls it with a program below src/setup: it waits for the mark, so that no job runs on yesterday's program.
job() {
    local name=$1 log
    log=$project/trade_logs/$(date +%F)/jobs
    for _ in {1..360}; do
        [ ! -e "$mark" ] || break
        sleep 5
    done
    [ -e "$mark" ] || {
        echo "simple-trader-job: $name does not run, since the machine was not made ready" >&2
        exit 1
    }
    cd "$project"
    mkdir -p "$log"
    export PYTHONPATH=$project/src
    exec "$venv/bin/python" "$project/src/setup/$name.py" >>"$log/$name.log" 2>&1
}

begin "looking for running jobs"
if pgrep -f "$project/src/setup/" >/dev/null; then
    echo "a job of the program is running: everything is left as it is"
    exit 0
fi
rm -f "$mark"

if [ -d "$project" ] && [ ! -e "$project/.uploaded" ]; then
    begin "saving the logs and the ledger that an earlier day left"
    for pair in trade_logs:SimpleTraderLogs ledger:SimpleTraderLedger; do
        [ ! -d "$project/${pair%%:*}" ] ||
            aws s3 cp --recursive --only-show-errors "$project/${pair%%:*}/" "s3://$BUCKET/${pair##*:}/"
    done
fi

begin "cleaning the working directory"
rm -rf "$project"
mkdir -p "$project/src"

begin "fetching repo.zip"
archive=$(mktemp)
aws s3 cp --only-show-errors "s3://$BUCKET/repo.zip" "$archive"
begin "unpacking repo.zip"
unzip -q -o "$archive" -d "$project"
rm -f "$archive"

for file in $FILES; do
    name=${file%\?}
    begin "fetching $name"
    case $name in
    # A module of the program lies where it is imported from.
    *.py) target=$project/src/$name ;;
    *) target=$project/$name ;;
    esac
    mkdir -p "$(dirname "$target")"
    if [ "$name" != "$file" ] && ! aws s3api head-object --bucket "$BUCKET" --key "$name" >/dev/null 2>&1; then
        echo "there is none"
        continue
    fi
    aws s3 cp --only-show-errors "s3://$BUCKET/$name" "$target"
done

begin "making the virtual environment"
if [ ! -x "$venv/bin/python" ]; then
    # A machine with Amazon Linux 2 has a Python 3.9 of its own beside an older python3.
    python=$(command -v python3.9 || command -v /usr/local/bin/python3.9 || command -v python3)
    "$python" -m venv "$venv"
fi

if [ -e "$project/requirements.txt" ]; then
    begin "installing the requirements"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$project/requirements.txt"
fi

begin "laying the jobs"
mkdir -p "$(dirname "$runner")" "$root/etc/cron.d"
{
    printf '#!/bin/bash\nset -euo pipefail\n'
    declare -p project venv mark
    declare -f job
    # shellcheck disable=SC2016 # the runner's own argument
    echo 'job "$1"'
} >"$runner"
chmod 755 "$runner"
# The jobs of an earlier deployment would run everything a second time.
if [ -e "$root/etc/crontab" ]; then
    sed -i '\,/SimpleTrader/src/setup/,d' "$root/etc/crontab"
fi
cat >"$root/etc/cron.d/simple-trader" <<JOBS
CRON_TZ=$TIMEZONE
55 8 * * 1-5 ec2-user $runner pre_market_setup
14 9 * * 1-5 ec2-user $runner setup
JOBS
chmod 644 "$root/etc/cron.d/simple-trader"

begin "giving everything back to ec2-user"
chown -R ec2-user:ec2-user "$root/home/ec2-user"

begin "saying that the machine is ready"
mkdir -p "$(dirname "$mark")"
date >"$mark"
