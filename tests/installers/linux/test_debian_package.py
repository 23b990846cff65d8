"""The .deb in a clean Debian: install, first sound, update, uninstall; never a network."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import soundfile
from tests.installers.figures import keep, seconds
from tests.installers.linux.clean_root import AS_USER, USER, CleanRoot
from tests.patience import PATIENCE_SECONDS

MEGABYTES = 120
LIBRARY = ".local/share/tonekiln/library"
LOOP = 'tonekiln generate "dusty lo-fi drums" --bpm 120 --bars 2 --json'
SECONDS = 4  # two bars of 4/4 at 120 bpm
STOPPED = "; tonekiln stop >/dev/null"


def test_it_is_small_enough_to_be_fetched_over_a_hotel_s_network(package: Path) -> None:
    keep("Linux: .deb", package.stat().st_size / 1e6, "MB")
    assert package.stat().st_size <= MEGABYTES * 1e6


def test_it_is_installed_sounds_at_once_and_leaves_the_library(
    clean: CleanRoot, package: Path
) -> None:
    before = clean.paths()
    install(clean, package)
    check_clip(clean, clean.user(LOOP + STOPPED))

    removed = clean.root("dpkg", "--remove", "tonekiln")
    assert removed.status == 0, removed
    assert "tonekiln" in clean.root("dpkg", "--get-selections").out
    purged = clean.root("dpkg", "--purge", "tonekiln")
    assert purged.status == 0, purged
    assert kept(clean) == ["library"]
    assert len(list((clean.home / LIBRARY).rglob("*.wav"))) == 1
    assert left_over(clean, before) == set()


def test_who_wants_nothing_kept_keeps_nothing(clean: CleanRoot, package: Path) -> None:
    """Scripts that we put into a DAW go, too."""
    before = clean.paths()
    install(clean, package)
    scripts = clean.user("cd; mkdir theirs; tonekiln daw install reaper --folder $HOME/theirs")
    assert scripts.status == 0, scripts
    assert files_below(clean.home / "theirs")
    check_clip(clean, clean.user(LOOP + STOPPED))
    answer = "tonekiln tonekiln/remove-clips boolean true"
    said = clean.root("sh", "-c", f"echo {answer} | debconf-set-selections")
    assert said.status == 0, said
    assert clean.root("dpkg", "--purge", "tonekiln").status == 0
    assert not (clean.home / ".local/share/tonekiln").exists()
    assert files_below(clean.home / "theirs") == []
    shutil.rmtree(clean.home / "theirs")
    assert left_over(clean, before) == set()


def test_a_newer_one_takes_an_older_one_s_place_and_keeps_the_library(
    clean: CleanRoot, package: Path, tmp_path: Path
) -> None:
    install(clean, older(package, tmp_path))
    relic = clean.folder / "usr/lib/tonekiln/of-the-older-one"
    assert relic.exists()
    check_clip(clean, clean.user(LOOP + STOPPED))

    install(clean, package)
    assert not relic.exists()
    listed = clean.user("tonekiln library search --json" + STOPPED)
    assert listed.status == 0, listed
    assert len(json.loads(listed.out)["clips"]) == 1
    check_clip(clean, clean.user(LOOP.replace("drums", "bass") + STOPPED))


def test_a_daemon_that_runs_ends_when_its_files_go(clean: CleanRoot, package: Path) -> None:
    install(clean, package)
    script = (
        f"{' '.join(AS_USER)} sh -c '{LOOP} >/dev/null'; dpkg --remove tonekiln >/dev/null;"
        " for process in /proc/[0-9]*; do readlink $process/exe; done | grep -c tonekiln"
    )
    ended = clean.root("sh", "-c", script)
    assert ended.out.split() == ["0"], ended


def test_what_a_user_installed_for_another_python_is_nothing_to_it(
    clean: CleanRoot, package: Path
) -> None:
    install(clean, package)
    python = "/usr/lib/tonekiln/python/bin/python3"
    said = clean.user(f"{python} -c 'import sys; print(*sys.version_info[:2], sep=\".\")'")
    site = clean.home / ".local/lib" / f"python{said.out.strip()}" / "site-packages"
    for name in ("numpy", "msgspec"):
        package_of_users = site / name / "__init__.py"
        package_of_users.parent.mkdir(parents=True)
        package_of_users.write_text("raise SystemExit('the wrong one')")
    (clean.home / "json.py").write_text("raise SystemExit('the wrong one')")
    assert clean.root("chown", "-R", f"{USER}:{USER}", f"/home/{USER}").status == 0
    check_clip(clean, clean.user(f"cd; export PYTHONPATH=$HOME; {LOOP}{STOPPED}"))


def test_the_plugin_s_record_starts_the_daemon(clean: CleanRoot, package: Path) -> None:
    """As the plugin does: the machine's record, a home and an end by variables."""
    install(clean, package)
    record = json.loads((clean.folder / "usr/lib/tonekiln/install.json").read_text("utf-8"))
    command = " ".join([record["python"], *record["args"]])
    variables = "TONEKILN_HOME=$HOME/.local/share/tonekiln TONEKILN_EXIT_WHEN_IDLE=1800"
    until = "cd; until grep -qs ready said; do sleep 0.1; done; cat said"
    script = f"cd; env {variables} {command} >said 2>&1 & {until}; tonekiln status --json"
    ended = clean.user(script + STOPPED)
    assert ended.out.startswith("ready tcp://127.0.0.1:"), ended
    assert json.loads(ended.out.splitlines()[1])["clips"] == 0


def test_it_has_uv(clean: CleanRoot, package: Path) -> None:
    install(clean, package)
    said = clean.user("/usr/lib/tonekiln/python/bin/uv --version")
    assert said.out.startswith("uv "), said


def install(root: CleanRoot, package: Path) -> None:
    """As a person's software centre does."""
    copy = shutil.copy(package, root.folder / "root")
    with seconds("Linux: .deb installed"):
        ended = root.root("dpkg", "--install", f"/root/{package.name}")
    Path(copy).unlink()
    assert ended.status == 0, ended


def check_clip(root: CleanRoot, ended: object) -> None:
    """One clip was told of; it is there, exactly as long as its bars, and not silent."""
    said = getattr(ended, "out", "")
    assert said, ended
    (clip,) = json.loads(said)["clips"]
    audio, rate = soundfile.read(root.folder / clip["path"].lstrip("/"))
    assert len(audio) == SECONDS * rate
    assert abs(audio).max() > 0.1


def older(package: Path, folder: Path) -> Path:
    """The same under a lower version, with a file that the newer one lacks."""
    tree, made = folder / "older", folder / "older.deb"
    unpack = ["dpkg-deb", "--raw-extract", package, tree]
    subprocess.run(unpack, check=True, timeout=PATIENCE_SECONDS)
    control = tree / "DEBIAN" / "control"
    lines = control.read_text("utf-8").splitlines(keepends=True)
    changed = [line if not line.startswith("Version:") else "Version: 0.0.1\n" for line in lines]
    control.write_text("".join(changed), encoding="utf-8")
    (tree / "usr/lib/tonekiln/of-the-older-one").touch()
    pack = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, made]
    subprocess.run(pack, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    return made


def files_below(folder: Path) -> list[str]:
    """Of a DAW's folder."""
    return [path.name for path in folder.rglob("*") if path.is_file()]


def kept(root: CleanRoot) -> list[str]:
    """What is in the user's home of Tonekiln's."""
    return sorted(path.name for path in (root.home / ".local/share/tonekiln").iterdir())


def left_over(root: CleanRoot, before: set[str]) -> set[str]:
    """What is there now, but was not, beside the library and the package manager's own notes."""
    notes = ("var/lib/dpkg/", "var/cache/debconf/", "var/log/", "proc/", "dev/", "tmp/")
    mine = f"home/producer/{LIBRARY}"
    new = root.paths() - before
    return {
        path
        for path in new
        if not path.startswith((*notes, mine)) and not mine.startswith(f"{path}/")
    }
