"""The list of files that NSIS packs: sorted, so that two runs pack the same."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

from installers import facts, tree

SCRIPT = Path(__file__).with_name("tonekiln.nsi")


def pack(root: Path, target: Path, work: Path) -> Path:
    """Make the program that installs a layout."""
    names = [path for path in tree.files(root) if path.parts[0] != "Tonekiln.vst3"]
    programs = tree.write(work / "programs.nsh", _lines(root, names, "$INSTDIR"))
    bundle = [path.relative_to("Tonekiln.vst3") for path in tree.files(root)
              if path.parts[0] == "Tonekiln.vst3"]  # fmt: skip
    plugin = tree.write(work / "plugin.nsh", _lines(root / "Tonekiln.vst3", bundle, "$VST3"))
    made = target / f"Tonekiln-{facts.version()}-windows-x86_64.exe"
    defined = {
        "VERSION": facts.version(),
        "LICENCE": str(facts.ROOT / "juce-plugin" / "LICENSE"),
        "PROGRAMS": str(programs),
        "PLUGIN": str(plugin),
        "TARGET": str(made.absolute()),  # NSIS takes others from its script's folder
    }
    options = [f"-D{name}={value}" for name, value in defined.items()]
    facts.run(["makensis", "-V2", "-INPUTCHARSET", "UTF8", *options, SCRIPT])
    return made


def _lines(root: Path, names: list[Path], at: str) -> str:
    lines, folder = [], None
    for name in sorted(names, key=lambda path: (path.parent.as_posix(), path.name)):
        if name.parent != folder:
            folder = name.parent
            inner = "" if folder == Path() else f"\\{PureWindowsPath(folder)}"
            lines.append(f'SetOutPath "{at}{inner}"')
        lines.append(f'File "{root / name}"')
    return "\n".join(lines).replace("$$", "$$$$") + "\n"
