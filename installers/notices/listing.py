"""The works in one installation, and what is written of them into it.

`works.json` is what a test, or anybody's program, compares with the files; `NOTICES.md` is for
people; `texts` has the words of every licence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from installers import facts, tree
from installers.notices.component import Component, Text, hidden, unclaimed, without_files
from installers.notices.wheels import wheels_in
from installers.notices.within import inside, native, text, to_look_into
from installers.runtime.shared_libraries import Bundled

WORKS, PAGE, TEXTS = "works.json", "NOTICES.md", "texts"
_COMMON = re.compile(r"/usr/share/common-licenses/([A-Za-z]+-[0-9.]*[0-9])")


@dataclass(frozen=True)
class Layout:
    """Where things are in an installation: paths within its root, "/" between folders."""

    root: Path
    python: str
    """The folder of the interpreter."""
    site: str
    programs: str
    """Where packages' programs are: that of `uv`."""
    plugin: tuple[str, ...]
    """Bundles and programs of the plugin: folders end in "/"."""
    ours: tuple[str, ...]
    """Other files of ours, the notices included."""
    notices: str
    """The folder that they are written into."""
    bundled: tuple[Bundled, ...]
    source: str
    """The name of the archive that holds our own source."""


def works(layout: Layout) -> list[Component]:
    """Every work in an installation, each with its files.

    Raises:
        SystemExit: a file is nobody's, or a work has no file.
    """
    paths = [path.as_posix() for path in tree.files(layout.root)]
    ours = f"{layout.source}, published beside this; commit {facts.commit()}"
    wheels = wheels_in(layout.root, layout.site, layout.programs, ours)
    libraries = _libraries(layout)
    plugin = [path for path in paths if _of(layout.plugin, path) and not _of_any(libraries, path)]
    binaries = [path for path in plugin if not (layout.root / path).is_symlink()]
    interpreter = _interpreter(layout, libraries)
    interpreters = native(layout.root, filter(interpreter.claims, paths))
    found = [
        Component(
            "Tonekiln, plugin and Standalone",
            facts.version(),
            "AGPL-3.0-only",
            ours,
            (text("AGPL-3.0.txt"),),
            tuple(plugin),
            carries=True,
        ),
        Component(
            "Tonekiln, what starts it and what tells of it",
            facts.version(),
            "MIT",
            ours,
            (Text("MIT.txt", (facts.ROOT / "LICENSE").read_text("utf-8")),),
            (*layout.ours, f"{layout.notices}/"),
        ),
        interpreter,
        *libraries,
        *wheels,
        *inside(
            layout.root,
            paths,
            _with_content(layout.root, binaries),
            interpreters,
            wheels,
        ),
    ]
    complain(found, paths, to_look_into(layout.root, paths, interpreter))
    return found


def complain(found: Sequence[Component], paths: Sequence[str], machine_code: Sequence[str]) -> None:
    """Raises SystemExit where the list and the files do not say the same."""
    troubles = {
        "of unknown origin": unclaimed(found, paths),
        "told of, but not there": without_files(found, [*paths]),
        "linked of what components.toml does not tell": hidden(found, machine_code),
        "without a text": [one.name for one in found if not any(t.content for t in one.texts)],
    }
    if any(troubles.values()):
        raise SystemExit("\n".join(f"{what}: {names}" for what, names in troubles.items() if names))


def write(found: Sequence[Component], folder: Path) -> None:
    """Put the list and the texts into an installation."""
    for one in found:
        for words in one.texts:
            tree.write(folder / TEXTS / words.name, words.content)
    document = [asdict(one) | {"texts": [words.name for words in one.texts]} for one in found]
    tree.write(folder / WORKS, json.dumps(document, indent=1) + "\n")
    tree.write(folder / PAGE, _page(found))


def _page(found: Iterable[Component]) -> str:
    lines = [
        "# What is in this installation, and whose it is",
        "",
        "Each work, its licence, and where its exact source is. The words of the licences are in",
        "`texts`; which files are whose is in `works.json`. Libraries under the LGPL and the MPL",
        "are files of their own, which you may replace by others of yours.",
        "",
        "| Work | Version | Licence | Source | Texts |",
        "|---|---|---|---|---|",
    ]
    for one in found:
        texts = ", ".join(f"`{words.name}`" for words in one.texts)
        cells = (one.name, one.version, one.licence, one.source, texts)
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _interpreter(layout: Layout, libraries: Iterable[Component]) -> Component:
    folder = layout.root / layout.python
    notices = [*folder.glob("LICENSE.txt"), *sorted(folder.glob("lib/python3.*/LICENSE.txt"))]
    notices += sorted(folder.glob("licenses/*"))  # of what a relocatable build is linked with
    if not notices:
        raise SystemExit(f"{folder} has no LICENSE.txt")
    return Component(
        "CPython",
        "",
        "PSF-2.0",
        "python.org/downloads/source; sitecustomize.py is ours",
        (
            *(Text(f"CPython/{one.name}", one.read_text("utf-8", "replace")) for one in notices),
            text("CPython.txt"),
        ),
        (f"{layout.python}/",),
        (
            f"{layout.site}/*",
            f"{layout.programs}/uv*",
            *(pattern for one in libraries for pattern in one.files),
        ),
        carries=True,
    )


def _libraries(layout: Layout) -> list[Component]:
    """Libraries of the machine that built this, one work for each of its packages."""
    packages: dict[str, list[Bundled]] = {}
    for one in layout.bundled:
        packages.setdefault(one.package, []).append(one)
    return [
        Component(
            f"{package}, as Debian builds it",
            files[0].version,
            "as its notice says",
            f"Debian's source of the package {package}, version {files[0].version}",
            (Text(f"{package}.txt", files[0].notice), *_common(files[0].notice)),
            tuple(one.file.relative_to(layout.root).as_posix() for one in files),
        )
        for package, files in sorted(packages.items())
    ]


def _common(notice: str) -> list[Text]:
    """Texts that a notice names by where Debian has them."""
    names = sorted(set(_COMMON.findall(notice)))
    files = [Path("/usr/share/common-licenses", name) for name in names]
    return [Text(f"{file.name}.txt", file.read_text("utf-8")) for file in files if file.is_file()]


def _with_content(root: Path, paths: Iterable[str]) -> list[str]:
    return [path for path in paths if (root / path).stat().st_size]


def _of(patterns: Sequence[str], path: str) -> bool:
    return Component("", "", "", "", (), tuple(patterns)).claims(path)


def _of_any(components: Iterable[Component], path: str) -> bool:
    return any(one.claims(path) for one in components)
