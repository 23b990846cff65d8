#!/bin/sh
# Run one step of something long under a hard limit, and say what it took of it.
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
took=$(($(date +%s) - begun))
if [ "$status" = 124 ] || [ "$status" = 137 ]; then
    echo "$name: ended after $took s; it has $limit s" >&2
elif [ "$status" != 0 ]; then
    echo "$name: failed after $took s" >&2
else
    echo "$name: $took s of $limit s"
fi
exit "$status"
