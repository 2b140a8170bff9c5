#!/bin/sh
# Stops and removes the cluster of the tests when no test process has used it for a while.
# Arguments: folder of the cluster, folder of PostgreSQL's programs.
idle=0
last=none
while sleep 3; do
    # Nobody may start to use the cluster while this looks and stops.
    exec 9<"$1/lock"
    flock -x 9
    used=$(stat -c %y "$1/used")
    if flock -n -x "$1/users" true && [ "$used" = "$last" ]; then
        idle=$((idle + 1))
    else
        idle=0
    fi
    last=$used
    if [ "$idle" -ge 5 ]; then
        "$2/pg_ctl" -D "$1/data" -m immediate stop
        rm -rf "$1/data" "$1/watchdog.pid"
        exit 0
    fi
    exec 9<&-
done
