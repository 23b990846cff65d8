#!/bin/sh
# Run one step of something long under a hard limit, and say what it took of it: seconds on the
# wall, which count, and the processors' seconds, which tell a slow step from a busy machine.
# Usage: step.sh NAME SECONDS COMMAND...
#
# A step that is ended is first asked to end by itself, so that it takes its own processes with it.
set -u
name=$1
limit=$2
shift 2
begun=$(date +%s)
timeout -k 60 "$limit" "$@"
status=$?
spent=$(mktemp)
times >"$spent" # not into a pipe, whose own process has spent nothing
took="$(($(date +%s) - begun)) s of $limit s (processors: $(tail -n 1 "$spent"))"
rm -f "$spent"
if [ "$status" = 124 ] || [ "$status" = 137 ]; then
    echo "$name: ended after $took" >&2
elif [ "$status" != 0 ]; then
    echo "$name: failed after $took" >&2
else
    echo "$name: $took"
fi
exit "$status"
