"""The packages in a Python: whose they are, as their wheels say."""

from __future__ import annotations

import re
from importlib.metadata import PathDistribution
from pathlib import Path, PurePosixPath

from installers.notices.component import Component, Text
from installers.notices.within import text

_NOTICE = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*", re.IGNORECASE)
_SOURCE = ("source", "source code", "repository", "code", "github", "homepage", "home")
_OURS = "tonekiln"


def wheels_in(root: Path, site: str, programs: str, ours: str) -> list[Component]:
    """One work for each package.

    Args:
        root: the installation.
        site: the packages' folder within it.
        programs: the folder of what packages bring as programs, within it.
        ours: where the source of our own package is.

    Raises:
        SystemExit: a package has no notice, and none is kept for it here.
    """
    folders = sorted((root / site).glob("*.dist-info"))
    return [wheel(folder, root, programs, ours) for folder in folders]


def wheel(folder: Path, root: Path, programs: str, ours: str) -> Component:
    """The work of one package, whose `dist-info` is the folder; the rest as `wheels_in` has it."""
    package = PathDistribution(folder)
    name, site = package.metadata["Name"], folder.parent.relative_to(root).as_posix()
    tops = {PurePosixPath(str(file)).parts[0] for file in package.files or ()}
    files = [f"{site}/{top}" for top in sorted(tops) if ".data" not in top and top != ".."]
    claimed = [f"{file}/" if (root / file).is_dir() else file for file in files]
    claimed += [f"{programs}/{name}*"] if name == "uv" else []
    modules = [top.removesuffix(".py") for top in sorted(tops) if top.endswith(".py")]
    claimed += [f"{site}/__pycache__/{module}.*.pyc" for module in modules]
    return Component(
        name,
        package.version,
        _licence(package),
        ours if name == _OURS else _source(package),
        _texts(root / site, name, package),
        tuple(claimed),
        carries=True,
    )


def _licence(package: PathDistribution) -> str:
    said = package.metadata
    for field in ("License-Expression", "License"):
        line = str(said.get(field) or "").strip().partition("\n")[0]
        if line and line != "UNKNOWN":
            return line
    classes = [str(one).rpartition(" :: ")[2] for one in said.get_all("Classifier") or ()
               if str(one).startswith("License ::")]  # fmt: skip
    return ", ".join(classes) or "as its notice says"


def _source(package: PathDistribution) -> str:
    said = package.metadata
    pairs = [str(line).partition(", ") for line in said.get_all("Project-URL") or ()]
    named = {label.strip().lower(): address for label, _, address in pairs}
    listed = [named[label] for label in _SOURCE if label in named]
    address = (listed or [*named.values(), str(said.get("Home-page") or "")])[0]
    return f"{address.removeprefix('https://')}, version {package.version}"


def _texts(site: Path, name: str, package: PathDistribution) -> tuple[Text, ...]:
    files = [str(file) for file in package.files or ()]
    notices = [file for file in files if _is_notice(file) and (site / file).is_file()]
    if not notices:
        kept = f"{name}.txt"
        try:
            return (text(kept),)
        except FileNotFoundError:
            raise SystemExit(f"{name} has no notice: put it into notices/texts/{kept}") from None
    return tuple(
        Text(f"{name}/{file.replace('/', ' ')}", (site / file).read_text("utf-8", "replace"))
        for file in notices
    )


def _is_notice(file: str) -> bool:
    parts = PurePosixPath(file).parts
    text_like = parts[-1].endswith((".txt", ".md", ".rst")) or "." not in parts[-1]
    own_folder = any(part.endswith(".dist-info") for part in parts) and "licenses" in parts
    return own_folder or bool(_NOTICE.fullmatch(parts[-1]) and (text_like or "LGPL" in parts[-1]))
