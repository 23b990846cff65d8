"""The machine's own C++ compiler, if it has one."""

from __future__ import annotations

import os
import platform
import shutil


class CannotBuild(Exception):  # noqa: N818 - a finding, not a fault
    """There are no kernels for this machine, and why."""


def compiler() -> str:
    """Its path.

    Raises:
        CannotBuild: there is none, or the kernels are not for this system.
    """
    if platform.system() != "Linux":
        # Elsewhere torch does not bring the OpenMP library that the kernels would share with it.
        raise CannotBuild(f"the native kernels are built on Linux only, not on {platform.system()}")
    for name in (os.environ.get("CXX", ""), "g++", "clang++"):
        if name and (found := shutil.which(name)):
            return found
    raise CannotBuild("there is no C++ compiler; with g++ installed, int8 and bf16 are faster")
