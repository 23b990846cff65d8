"""What the plugin for Windows is linked with, made from Debian's own sources by MinGW.

Usage: windows_sysroot.py CACHE. Prints the folder, which is in CACHE under a name made of what it
is made of; it is made where it is not there yet.

Where sources come from is read from this machine's own lists of packages at run time.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

TRIPLET = "x86_64-w64-mingw32"
TOOLCHAIN = Path(__file__).resolve().parents[1] / "juce-plugin" / "cmake" / "MinGW.cmake"
SECONDS = 900
BUILD = "build-for-windows"
APT = Path("/etc/apt")


@dataclass(frozen=True)
class Library:
    """One source package, the package made of it here, and how CMake builds it for Windows."""

    source: str
    package: str
    options: tuple[str, ...]


LIBRARIES = (
    # Its own small implementation of CURVE; sockets are waited for by wepoll.
    Library(
        "zeromq3",
        "libzmq5",
        (
            *("-DBUILD_SHARED=OFF", "-DBUILD_TESTS=OFF", "-DWITH_PERF_TOOL=OFF"),
            *("-DWITH_DOCS=OFF", "-DENABLE_CPACK=OFF", "-DENABLE_CURVE=ON"),
            *("-DWITH_LIBSODIUM=OFF", "-DWITH_LIBBSD=OFF", "-DZMQ_HAVE_IPC=OFF", "-DPOLLER=epoll"),
        ),
    ),
    Library("libpng1.6", "libpng16-16", ("-DPNG_SHARED=OFF", "-DPNG_TESTS=OFF")),
    Library(
        "libjpeg-turbo",
        "libjpeg62-turbo",
        ("-DENABLE_SHARED=OFF", "-DWITH_SIMD=OFF", "-DWITH_TURBOJPEG=OFF"),
    ),
)

# Headers that libzmq's sources write as only Windows' file systems find them.
CAPITALS = ("WS2tcpip.h", "Windows.h", "Dbghelp.h", "WinSock2.h")

ZMQ_DESCRIPTION = """Name: libzmq
Description: as linked into the plugin for Windows
Version: {version}
Cflags: -I{sysroot}/include
Libs: -L{sysroot}/lib -lzmq -lws2_32 -liphlpapi -lrpcrt4 -ladvapi32
"""

# Debian's own names a library that is for Linux; the header is all that is used of it.
CATCH_TARGETS = """add_library(Catch2::Catch2 INTERFACE IMPORTED)
set_target_properties(Catch2::Catch2 PROPERTIES
  INTERFACE_INCLUDE_DIRECTORIES "${CMAKE_CURRENT_LIST_DIR}/../../../include")
"""


def main(cache: Path) -> Path:
    """The sysroot, made if need be; one process makes it, others wait."""
    sysroot = cache / f"sysroot-{fingerprint()}"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / f"{sysroot.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (sysroot / "ready").exists():
            shutil.rmtree(sysroot, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix="windows-sources-") as work:
                make(sysroot, Path(work))
            (sysroot / "ready").touch()
    return sysroot


def fingerprint() -> str:
    """Of the versions that are used and of how they are built."""
    versions = [version_here(library.package) for library in LIBRARIES]
    headers = [version_here(package) for package in ("catch2", "nlohmann-json3-dev")]
    compiler = said([f"{TRIPLET}-g++-posix", "--version"])
    digest = hashlib.sha256("\n".join([*versions, *headers, compiler]).encode())
    for file in (Path(__file__), TOOLCHAIN):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def version_here(package: str) -> str:
    """The version that is installed, else the one that would be."""
    for line in said(["apt-cache", "policy", package]).splitlines():
        found = re.match(r"\s+(?:Installed|Candidate): (?!\(none\))(\S+)", line)
        if found:
            return found[1]
    raise SystemExit(f"apt knows no package {package}")


def make(sysroot: Path, work: Path) -> None:
    shims = work / "capitals"
    shims.mkdir()
    for name in CAPITALS:
        (shims / name).write_text(f"#include <{name.lower()}>\n")
    options = apt_with_sources(work)
    # One after the other, since they share apt's lists; then side by side: half of what a build
    # takes is its configuring, which asks the compiler one question at a time.
    sources = [unpacked(library, options, work) for library in LIBRARIES]
    with ThreadPoolExecutor() as builders:
        started = [
            builders.submit(build, library, source, sysroot, shims)
            for library, source in zip(LIBRARIES, sources, strict=True)
        ]
        for each in started:
            each.result()
    add_what_jpeg_lacks(work / "libjpeg-turbo", sysroot)
    mend_jpeg(sysroot / "include" / "jconfig.h")
    make_zmq_static(sysroot / "include" / "zmq.h")
    add_headers(sysroot)
    description = sysroot / "lib" / "pkgconfig" / "libzmq.pc"
    version = version_here("libzmq5").split("-")[0]
    description.write_text(ZMQ_DESCRIPTION.format(version=version, sysroot=sysroot))


def apt_with_sources(work: Path) -> list[str]:
    """Options with which apt sees the sources of whatever packages this machine is given."""
    parts = work / "apt" / "parts"
    parts.mkdir(parents=True)
    for file, text in source_lists():
        (parts / file).write_text(text)
    lists = work / "apt" / "lists"
    (lists / "partial").mkdir(parents=True)
    options = [
        *("-o", f"Dir::Etc::SourceParts={parts}", "-o", "Dir::Etc::SourceList=/dev/null"),
        *("-o", f"Dir::State::Lists={lists}", "-o", f"Dir::Cache={work / 'apt' / 'cache'}"),
        *("-o", "Acquire::Retries=3", "-o", f"APT::Sandbox::User={os.environ.get('USER', 'root')}"),
    ]
    # A list that has no sources is one less to look in.
    run(["apt-get", *options, "-qq", "update"], work, check=False)
    return options


def source_lists() -> Iterator[tuple[str, str]]:
    """apt's lists with their binary packages turned into source packages, in both of its forms."""
    for file in [APT / "sources.list", *sorted((APT / "sources.list.d").glob("*"))]:
        if not file.is_file():
            continue
        text = file.read_text()
        if file.suffix == ".sources":
            yield file.name, re.sub(r"(?m)^Types:.*$", "Types: deb-src", text)
        elif file.suffix == ".list":
            yield file.name, re.sub(r"(?m)^deb ", "deb-src ", text)


def unpacked(library: Library, options: list[str], work: Path) -> Path:
    """The version that is installed here if it can be had, else the newest that can.

    A mirror may name a version that it does not hold yet.
    """
    for version in versions_of(library, options):
        wanted = f"{library.source}={version}"
        fetch = ["apt-get", *options, "-qq", "source", "--download-only", wanted]
        if run(fetch, work, check=False) == 0:
            (description,) = work.glob(f"{library.source}_*.dsc")
            folder = work / library.source
            run(["dpkg-source", "--no-check", "-x", str(description), str(folder)], work)
            return folder
    raise SystemExit(f"the source of {library.source} cannot be had")


def versions_of(library: Library, options: list[str]) -> list[str]:
    listed = said(["apt-cache", *options, "showsrc", "--only-source", library.source])
    offered = list(dict.fromkeys(re.findall(r"(?m)^Version: (\S+)", listed)))
    here = version_here(library.package)
    return sorted(offered, key=lambda version: version != here)


def build(library: Library, source: Path, sysroot: Path, shims: Path) -> None:
    folder = source / BUILD
    shimmed = f"-isystem {sysroot}/include -I{shims}"
    configure = [
        *("cmake", "-S", str(source), "-B", str(folder), "-G", "Ninja"),
        *(f"-DCMAKE_TOOLCHAIN_FILE={TOOLCHAIN}", f"-DCMAKE_INSTALL_PREFIX={sysroot}"),
        *("-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_INSTALL_LIBDIR=lib"),
        *(f"-DCMAKE_C_FLAGS={shimmed}", f"-DCMAKE_CXX_FLAGS={shimmed}"),
        *library.options,
    ]
    if shutil.which("ccache"):
        configure += [f"-DCMAKE_{name}_COMPILER_LAUNCHER=ccache" for name in ("C", "CXX")]
    variables = {"TONEKILN_WINDOWS_SYSROOT": str(sysroot), "CCACHE_BASEDIR": str(source.parent)}
    run(configure, source, **variables)
    run(["cmake", "--build", str(folder), "--target", "install"], source, **variables)


def add_what_jpeg_lacks(source: Path, sysroot: Path) -> None:
    """Debian's does not install the static library, and nobody's the headers that JUCE reads."""
    shutil.copy(source / BUILD / "libjpeg.a", sysroot / "lib")
    for header in source.glob("j*.h"):
        if not (sysroot / "include" / header.name).exists():
            shutil.copy(header, sysroot / "include")


def mend_jpeg(header: Path) -> None:
    """JUCE includes it inside a namespace, where Windows' `boolean` is another one."""
    text = header.read_text(encoding="utf-8")
    guard = r"#ifndef __RPCNDR_H__[^\n]*\n(typedef unsigned char boolean;\n)#endif\n"
    mended, count = re.subn(guard, r"\1", text)
    if count != 1:
        raise SystemExit(f"{header} is not as it was expected")
    header.write_text(mended, encoding="utf-8")


def make_zmq_static(header: Path) -> None:
    """There is no DLL of it to import from; CMake hands its own flag for that on to nobody."""
    text = header.read_text(encoding="utf-8")
    guard = "#define __ZMQ_H_INCLUDED__\n"
    if text.count(guard) != 1:
        raise SystemExit(f"{header} is not as it was expected")
    header.write_text(text.replace(guard, f"{guard}#define ZMQ_STATIC\n"), encoding="utf-8")


def add_headers(sysroot: Path) -> None:
    """Libraries that are headers only are the same on every system."""
    for name in ("nlohmann", "catch2"):
        shutil.copytree(Path("/usr/include") / name, sysroot / "include" / name)
    cmake = sysroot / "share" / "cmake"
    shutil.copytree("/usr/share/cmake/nlohmann_json", cmake / "nlohmann_json")
    shutil.copytree("/usr/lib/cmake/Catch2", cmake / "Catch2")
    (cmake / "Catch2" / "Catch2Targets.cmake").write_text(CATCH_TARGETS)


def said(command: list[str]) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS)
    return ended.stdout


def run(command: list[str], folder: Path, *, check: bool = True, **variables: str) -> int:
    """Run a command; what it says is shown where it had to succeed and did not."""
    environment = {**os.environ, **variables}
    ended = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=SECONDS,
    )
    if check and ended.returncode != 0:
        sys.stderr.write(ended.stdout.decode("utf-8", "replace"))
        raise SystemExit(f"{command[0]} ended with {ended.returncode}")
    return ended.returncode


if __name__ == "__main__":
    print(main(Path(sys.argv[1]).absolute()))
