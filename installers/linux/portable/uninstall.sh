#!/bin/sh
# Take Tonekiln away from this user; the clips stay unless you say otherwise.
# --keep-clips and --remove-clips answer the question beforehand.
set -eu

programs=$HOME/.local/lib/tonekiln
python=$programs/python/bin/python3
kept=${XDG_DATA_HOME:-$HOME/.local/share}/tonekiln

answer=${1:-}
if [ -z "$answer" ] && [ -d "$kept/library" ] && [ -t 0 ]; then
    printf 'Remove the clips in %s, too? [y/N] ' "$kept/library"
    read -r said
    case $said in y | Y | yes) answer=--remove-clips ;; esac
fi

if [ -x "$python" ]; then
    for last in "tonekiln stop" tonekiln.timeline.leaving; do
        # shellcheck disable=SC2086
        env -u PYTHONHOME -u PYTHONPATH "$python" -P -m $last >/dev/null 2>&1 || :
    done
fi
rm -rf "$programs" ~/.vst3/Tonekiln.vst3 ~/.lv2/Tonekiln.lv2
rm -f ~/.local/bin/tonekiln ~/.local/bin/tonekiln-standalone
rm -f ~/.local/share/applications/tonekiln.desktop ~/.config/Tonekiln.settings
if [ "$answer" = --remove-clips ]; then
    rm -rf "$kept"
elif [ -d "$kept" ]; then
    find "$kept" -mindepth 1 -maxdepth 1 ! -name library -exec rm -rf -- {} +
    find "$kept" -type d -empty -delete
fi
echo "Tonekiln is gone.${answer:+ ($answer)}"
