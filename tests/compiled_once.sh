#!/bin/sh
# The machine's C++ compiler, which compiles the daemon's kernels once, whatever home they are for:
# they are named after their sources, flags, compiler and processor (native/build.py).
set -eu
for output in "$@"; do :; done
name=$(basename "$output")
case $name in
    kernels-*.so) ;;
    *) exec "$KERNELS_COMPILER" "$@" ;;
esac
kept=$KERNELS_KEPT_IN/$name
exec 9>"$kept.lock"
flock 9
if [ -e "$kept" ]; then
    cp "$kept" "$output"
else
    "$KERNELS_COMPILER" "$@"
    cp "$output" "$kept.part"
    mv "$kept.part" "$kept"
fi
