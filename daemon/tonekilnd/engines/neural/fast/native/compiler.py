"""The machine's own C++ compiler, if it has one."""

from __future__ import annotations

import os
import platform
import shutil


class CannotBuild(Exception):  # noqa: N818 - a finding, not a fault
    """There is no native step on this machine, and why."""


def compiler() -> str:
    """Its path.

    Raises:
        CannotBuild: there is none, or the native step is not for this system.
    """
    if platform.system() != "Linux":
        # Elsewhere torch does not bring the OpenMP library that the step would share with it.
        raise CannotBuild(f"the native step is built on Linux only, not on {platform.system()}")
    for name in (os.environ.get("CXX", ""), "g++", "clang++"):
        if name and (found := shutil.which(name)):
            return found
    raise CannotBuild("there is no C++ compiler; with g++ installed, int8 and bf16 are faster")
