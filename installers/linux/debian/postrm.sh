#!/bin/sh
# Removing takes the programs. Purging asks, and then takes what was kept for each user but, unless
# told otherwise, the clips.
set -eu

[ "$1" = purge ] || exit 0

clips=false
if [ -e /usr/share/debconf/confmodule ]; then
    # shellcheck source=/dev/null
    . /usr/share/debconf/confmodule
    db_input high tonekiln/remove-clips || :
    db_go || :
    db_get tonekiln/remove-clips && clips=$RET
    db_purge || :
    db_stop
fi

# Run as the user whose folder it is, so that no link in it leads anywhere but there.
# shellcheck disable=SC2016
leave='
    kept=$1/.local/share/tonekiln
    if [ "$2" = true ]; then
        rm -rf -- "$kept"
    elif [ -d "$kept" ] && [ ! -L "$kept" ]; then
        find "$kept" -xdev -mindepth 1 -maxdepth 1 ! -name library -exec rm -rf -- {} +
        find "$kept" -xdev -type d -empty -delete
    fi
    rm -f -- "$1/.config/Tonekiln.settings"'

getent passwd | while IFS=: read -r user _ _ group _ folder _; do
    [ -d "$folder/.local/share/tonekiln" ] || [ -f "$folder/.config/Tonekiln.settings" ] || continue
    setpriv --reuid "$user" --regid "$group" --clear-groups \
        sh -c "$leave" leave "$folder" "$clips" </dev/null || :
done
