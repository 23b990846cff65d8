#!/bin/sh
# Make .venv with pip in it. Debian ships python3 without ensurepip: then install python3-venv,
# if this user may, or say the one line to type.
set -eu
python=${PYTHON:-python3}
venv=${1:-.venv}

[ -x "$venv/bin/pip" ] && exit 0

"$python" - <<'CHECK' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit(f"Tonekiln needs Python 3.11 or newer; this is {sys.version.split()[0]}. "
             "Name another one: make PYTHON=python3.12 ...")
CHECK

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    "$(dirname "$0")/apt_install.sh" python3-venv
fi
"$python" -m venv "$venv"
