"""Scripts and lists that Apple's and Debian's tools will read: as far as they can be read here."""

from __future__ import annotations

import plistlib
import socket
from pathlib import Path

from installers.macos import doorbell, layout
from lxml import etree

from installers import facts
from installers.linux import programs

FOLDER = facts.ROOT / "installers"
MACOS = FOLDER / "macos"


def test_the_agent_starts_the_doorbell_of_the_installed_python() -> None:
    agent = plistlib.loads((MACOS / "org.tonekiln.daemon.plist").read_bytes())
    assert f"{agent['Label']}.plist" == Path(layout.AGENT).name
    python, _, script = agent["ProgramArguments"]
    assert python == f"{layout.INSTALLED_AT}/python/bin/python3"
    assert script == f"{layout.INSTALLED_AT}/{Path(doorbell.__file__).name}"
    assert list(agent["Sockets"]) == [doorbell.NAME.decode()]
    assert "RunAtLoad" not in agent
    assert "KeepAlive" not in agent


def test_entitlements_are_what_each_needs_and_no_more() -> None:
    plugin, daemon = (
        set(plistlib.loads((MACOS / f"{name}.entitlements").read_bytes()))
        for name in ("plugin", "daemon")
    )
    assert plugin == {"com.apple.security.device.audio-input"}
    assert daemon == {
        "com.apple.security.cs.disable-library-validation",
        "com.apple.security.cs.allow-jit",
    }


def test_the_distribution_offers_the_packages_that_are_made() -> None:
    tree = etree.parse(MACOS / "distribution.xml")
    packages = {(one.text or "").strip() for one in tree.iter("pkg-ref")} - {""}
    script = (MACOS / "build_pkg.sh").read_text("utf-8")
    made = {f"{line.split()[1]}.pkg" for line in script.splitlines() if line[:8] == "package "}
    assert packages == made
    offered = {line.get("choice") for line in tree.iter("line")}
    assert offered == {choice.get("id") for choice in tree.iter("choice")}
    referred = {one.get("id") for choice in tree.iter("choice") for one in choice}
    assert referred == {f"org.tonekiln.{name.removesuffix('.pkg')}" for name in made}
    options = tree.find("options")
    assert options is not None
    assert options.get("hostArchitectures") in script


def test_a_bell_that_rang_twice_is_answered_twice(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bell:
        bell.bind(str(tmp_path / "bell"))
        bell.listen()
        assert doorbell.answer(bell) == 0
        rings = [socket.socket(socket.AF_UNIX) for _ in range(2)]
        for ring in rings:
            ring.connect(str(tmp_path / "bell"))
        assert doorbell.answer(bell) == 2
        for ring in rings:
            assert ring.recv(1) == b""
            ring.close()


def test_the_plugin_looks_where_installers_for_everybody_put_their_record() -> None:
    plugin = (facts.ROOT / "juce-plugin/source/client/Home.cpp").read_text("utf-8")
    for folder in (programs.INSTALLED_AT, layout.INSTALLED_AT):
        assert f'"{folder}/install.json"' in plugin
