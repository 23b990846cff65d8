#!/bin/sh
# Make the installer for macOS, on a Mac: build_pkg.sh LAYOUT TARGET VERSION
#
# LAYOUT is what `python -m installers.macos` lays out. Signed where these are set:
#   APPLICATION_IDENTITY  "Developer ID Application: ..."
#   INSTALLER_IDENTITY    "Developer ID Installer: ..."
# and notarised where NOTARY_PROFILE names what `xcrun notarytool store-credentials` has kept.
# Never run yet: nobody here has a Mac.
set -eu

layout=$1 target=$2 version=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sign() { # FILE-OR-BUNDLE ENTITLEMENTS
    if [ -n "${APPLICATION_IDENTITY:-}" ]; then
        codesign --force --options runtime --timestamp --sign "$APPLICATION_IDENTITY" \
            --entitlements "$2" "$1"
    fi
}

# From the inside out: what a bundle or a Python holds before itself.
find "$layout/daemon" -type f \( -name '*.so' -o -name '*.dylib' \) | while read -r library; do
    sign "$library" "$here/daemon.entitlements"
done
for program in "$layout/daemon/Library/Application Support/Tonekiln/python/bin/"*; do
    [ -L "$program" ] || sign "$program" "$here/daemon.entitlements"
done
for bundle in vst3/Tonekiln.vst3 au/Tonekiln.component standalone/Tonekiln.app; do
    sign "$layout/$bundle" "$here/plugin.entitlements"
done

mkdir "$work/scripts" "$work/packages" "$work/resources"
cp "$here/postinstall" "$work/scripts/"
package() { # NAME ROOT PLACE [OPTIONS]
    name=$1 root=$2 place=$3
    shift 3
    # A bundle that somebody moved must not be updated where it was moved to.
    pkgbuild --analyze --root "$root" "$work/$name.plist"
    for key in 0 1 2 3; do
        plutil -replace "$key.BundleIsRelocatable" -bool NO "$work/$name.plist" 2>/dev/null || :
    done
    pkgbuild --root "$root" --component-plist "$work/$name.plist" --install-location "$place" \
        --identifier "org.tonekiln.$name" --version "$version" "$@" "$work/packages/$name.pkg"
}
package daemon "$layout/daemon" / --scripts "$work/scripts"
package vst3 "$layout/vst3" /Library/Audio/Plug-Ins/VST3
package au "$layout/au" /Library/Audio/Plug-Ins/Components
package standalone "$layout/standalone" /Applications

cp "$here/../../juce-plugin/LICENSE" "$work/resources/LICENSE.txt"
cp "$here/conclusion.txt" "$work/resources/"
# The plugin is for both kinds of processor, the daemon's Python for that of this Mac.
architecture=$(uname -m)
sed "s/@ARCHITECTURE@/$architecture/" "$here/distribution.xml" >"$work/distribution.xml"
made=$target/Tonekiln-$version-macos-$architecture.pkg
set -- --distribution "$work/distribution.xml" --package-path "$work/packages" \
    --resources "$work/resources"
if [ -n "${INSTALLER_IDENTITY:-}" ]; then
    set -- "$@" --sign "$INSTALLER_IDENTITY" --timestamp
fi
productbuild "$@" "$made"

if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$made" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$made"
fi
echo "$made"
