#!/bin/sh
# Install Tonekiln for this user, without root and without network; the same again updates it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
programs=$HOME/.local/lib/tonekiln
python=$programs/python/bin/python3

stop() {
    if [ -x "$python" ]; then
        env -u PYTHONHOME -u PYTHONPATH "$python" -P -m tonekiln stop >/dev/null 2>&1 || :
    fi
}

stop
rm -rf "$programs" ~/.vst3/Tonekiln.vst3 ~/.lv2/Tonekiln.lv2
mkdir -p "$programs" ~/.vst3 ~/.lv2 ~/.local/bin ~/.local/share/applications
cp -R "$here/python" "$here/Tonekiln" "$here/lib" "$here/notices" "$here/uninstall.sh" "$programs/"
cp -R "$here/Tonekiln.vst3" ~/.vst3/
cp -R "$here/Tonekiln.lv2" ~/.lv2/
ln -sf "$programs/Tonekiln" ~/.local/bin/tonekiln-standalone
cat >~/.local/bin/tonekiln <<COMMAND
#!/bin/sh
unset PYTHONHOME PYTHONPATH
export PYTHONSAFEPATH=1
exec "$python" -m tonekiln "\$@"
COMMAND
chmod +x ~/.local/bin/tonekiln
cat >~/.local/share/applications/tonekiln.desktop <<ENTRY
[Desktop Entry]
Type=Application
Name=Tonekiln
Comment=Text to audio, on the grid of your session
Exec="$programs/Tonekiln"
Categories=AudioVideo;Audio;Music;
Terminal=false
ENTRY

# How the plugin starts the daemon.
env -u PYTHONHOME -u PYTHONPATH "$python" -P -c \
    'from tonekiln.cli.install_record import write_install_record as write; write()'
echo "Tonekiln @VERSION@ is installed: rescan the plugins in your DAW, or start tonekiln-standalone."
