#!/bin/sh
# Take Tonekiln away from this Mac; the clips stay unless you say otherwise. Asks for a password,
# since an installer for everybody put the files where they are.
set -eu

kept="$HOME/Library/Application Support/tonekiln"
own="/Library/Application Support/Tonekiln"
remove=no
if [ -d "$kept/library" ] && [ -t 0 ]; then
    printf 'Remove the clips in %s, too? [y/N] ' "$kept/library"
    read -r said
    case $said in y | Y | yes) remove=yes ;; esac
fi

"$own/python/bin/python3" -P -m tonekiln stop >/dev/null 2>&1 || :
"$own/python/bin/python3" -P -m tonekiln.timeline.leaving >/dev/null 2>&1 || :
launchctl bootout "gui/$(id -u)/org.tonekiln.daemon" 2>/dev/null || :
sudo rm -rf /Library/LaunchAgents/org.tonekiln.daemon.plist /usr/local/bin/tonekiln \
    /Library/Audio/Plug-Ins/VST3/Tonekiln.vst3 /Library/Audio/Plug-Ins/Components/Tonekiln.component \
    /Applications/Tonekiln.app "$own"
for package in daemon vst3 au standalone; do
    sudo pkgutil --forget "org.tonekiln.$package" >/dev/null 2>&1 || :
done
if [ "$remove" = yes ]; then
    rm -rf "$kept"
elif [ -d "$kept" ]; then
    find "$kept" -mindepth 1 -maxdepth 1 ! -name library -exec rm -rf -- {} +
    find "$kept" -type d -empty -delete
fi
rm -f "$HOME/Library/Application Support/Tonekiln.settings"
echo "Tonekiln is gone."
