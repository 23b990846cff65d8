#!/bin/sh
# Before files go or are replaced: daemons that run from them end, as they do when told to stop.
# Their jobs are answered by the next one, which the plugin or the command line starts. Where they
# go for good, our scripts leave each user's DAWs, too.
set -eu

python=$(readlink -f /usr/lib/tonekiln/python/bin/python3)
ours() {
    for process in /proc/[0-9]*; do
        [ "$(readlink "$process/exe" 2>/dev/null)" = "$python" ] && echo "${process#/proc/}"
    done
    return 0
}

end() {
    for process in $(ours); do kill "-$1" "$process" 2>/dev/null || :; done
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ -z "$(ours)" ] && break
        sleep 0.5
    done
}

end TERM
end KILL

[ "${1:-}" = remove ] || exit 0
getent passwd | while IFS=: read -r user _ _ group _ folder _; do
    [ -d "$folder/.local/share/tonekiln/daw" ] || continue
    setpriv --reuid "$user" --regid "$group" --clear-groups env -i HOME="$folder" PATH="$PATH" \
        "$python" -P -m tonekiln.timeline.leaving </dev/null >/dev/null 2>&1 || :
done
