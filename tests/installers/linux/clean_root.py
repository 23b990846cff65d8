"""A Debian of its own, with nothing of this machine's in it and no network but its own loopback.

Made once by mmdebstrap from this machine's own package lists: Debian's essential packages and those
that a package depends on, as a desktop has them. Each test unpacks it anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.ended import Ended
from tests.patience import PATIENCE_SECONDS

USER = "producer"
_NUMBER = 1000
AS_USER = (
    *("setpriv", f"--reuid={_NUMBER}", f"--regid={_NUMBER}", "--clear-groups"),
    *("env", f"HOME=/home/{USER}", f"USER={USER}"),
)
"""What a command begins with that the user runs."""

# In a network of its own: loopback is let up from outside the root, which has no tools for it.
_ALONE = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child")
_BEGIN = """
import fcntl, os, socket, struct, subprocess, sys
root, *command = sys.argv[1:]
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:  # SIOCGIFFLAGS, SIOCSIFFLAGS
    said = fcntl.ioctl(control, 0x8913, struct.pack("16sH14x", b"lo", 0))
    flags = struct.unpack_from("16sH", said)[1]
    fcntl.ioctl(control, 0x8914, struct.pack("16sH14x", b"lo", flags | 1))
subprocess.run(["mount", "-t", "proc", "proc", root + "/proc"], check=True)
for device in ("null", "zero", "random", "urandom", "shm"):
    source = "/dev/" + device
    target = root + source
    os.makedirs(target, exist_ok=True) if device == "shm" else open(target, "a").close()
    subprocess.run(["mount", "--bind", source, target], check=True)
screens = "/tmp/.X11-unix"
if os.environ.get("DISPLAY"):
    os.makedirs(root + screens, exist_ok=True)
    subprocess.run(["mount", "--bind", screens, root + screens], check=True)
os.chroot(root)
os.chdir("/")
os.execvp(command[0], command)
"""


@dataclass(frozen=True)
class CleanRoot:
    """One, unpacked."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def root(self, *command: str) -> Ended:
        """Run a program as root, to its end; what it left running ends with it."""
        return self._run(command)

    def user(self, script: str) -> Ended:
        """Run a shell script as the user, likewise."""
        return self._run((*AS_USER, "sh", "-c", script))

    def paths(self) -> set[str]:
        """Every file, link and folder, as the root sees it."""
        found = set()
        for where, folders, files in os.walk(self.folder):
            inside = Path(where).relative_to(self.folder)
            found.update((inside / name).as_posix() for name in (*folders, *files))
        return found

    @property
    def home(self) -> Path:
        """The user's folder, seen from here."""
        return self.folder / "home" / USER

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a program as the user; all that it starts ends when it is killed."""
        return subprocess.Popen(
            [*self._begin(), *AS_USER, *command], env=self._environment(), stdin=subprocess.DEVNULL
        )

    def _run(self, command: Sequence[str]) -> Ended:
        ended = subprocess.run(
            [*self._begin(), *command],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
            stdin=subprocess.DEVNULL,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def _begin(self) -> list[str]:
        return [*_ALONE, sys.executable, "-c", _BEGIN, str(self.folder)]

    def _environment(self) -> dict[str, str]:
        clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"}
        return {**clean, "DEBIAN_FRONTEND": "noninteractive", **self.variables}


def unpacked(cache: Path, depends: str, folder: Path) -> CleanRoot:
    """A fresh root that has what a package depends on."""
    folder.mkdir(parents=True)
    subprocess.run(
        ["tar", "-C", str(folder), "-xf", str(_archive(cache, depends))],
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    root = CleanRoot(folder)
    line = f"{USER}:x:{_NUMBER}:{_NUMBER}::/home/{USER}:/bin/sh\n"
    for file, text in (("passwd", line), ("group", f"{USER}:x:{_NUMBER}:\n")):
        with (folder / "etc" / file).open("a") as known:
            known.write(text)
    root.home.mkdir(parents=True)
    os.chown(root.home, _NUMBER, _NUMBER)
    return root


def _archive(cache: Path, depends: str) -> Path:
    """Under a name made of what is in it; made aside, since others may want the same."""
    packages = sorted({name.split("|")[0].split()[0] for name in depends.split(",")})
    suite = _suite()
    digest = hashlib.sha256(f"{suite} {packages}".encode()).hexdigest()[:16]
    archive = cache / f"root-{digest}.tar"
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as draft:
            made = Path(draft, "root.tar")
            command = ["mmdebstrap", "--variant=essential", "--mode=root", "--quiet"]
            wanted = f"--include={','.join(packages)}"
            ended = subprocess.run(
                [*command, wanted, suite, str(made), *_lists(suite)],
                capture_output=True,
                text=True,
                check=False,
                timeout=PATIENCE_SECONDS,
            )
            assert ended.returncode == 0, ended.stderr
            made.rename(archive)
    return archive


def _suite() -> str:
    lines = Path("/etc/os-release").read_text("utf-8").splitlines()
    facts = dict(line.split("=", 1) for line in lines if "=" in line)
    return facts["VERSION_CODENAME"].strip('"')


def _lists(suite: str) -> list[str]:
    """The machine's own lists of Debian's packages, wherever those lead."""
    apt = Path("/etc/apt")
    files = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]
    named = re.compile(rf"(?m)^(Suites:|deb ).*\s{suite}\b(?!-)")
    return [str(file) for file in files if file.is_file() and named.search(file.read_text("utf-8"))]
