#!/bin/sh
# Install Debian packages that are missing, if this user may; otherwise say the one line to type.
set -eu
missing=
for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "These packages are needed; install them with your system's tools:$missing" >&2
    exit 1
elif [ "$(id -u)" = 0 ]; then
    sudo=
elif sudo -n true 2>/dev/null; then
    sudo="sudo -n"
else
    echo "System packages are missing. Type:" >&2
    echo "    sudo apt-get install -y$missing" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # names, each a word
set -- $missing
exec 9<"$0"
flock 9  # apt gives up where another one is at work
$sudo apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 || {
    $sudo apt-get update -q
    $sudo apt-get install -y -q --no-install-recommends "$@"
}
