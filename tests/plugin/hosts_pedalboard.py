"""pedalboard as a host: loads, processes, keeps state. Prints its findings as JSON."""

import ctypes
import json
import sys
import time

import numpy as np
import pedalboard

ctypes.CDLL(None)


def main(path: str) -> None:
    began = time.perf_counter()
    plugin = pedalboard.load_plugin(path)
    load_seconds = time.perf_counter() - began
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (2, 48_000)).astype(np.float32)
    passed = {
        f"{rate}/{block}": bool(
            np.array_equal(plugin(noise, rate, buffer_size=block, reset=False), noise)
        )
        for rate in (22_050, 44_100, 48_000, 96_000, 192_000)
        for block in (1, 64, 8192)
    }
    state = plugin.raw_state
    again = pedalboard.load_plugin(path)
    again.raw_state = state
    print(
        json.dumps(
            {
                "name": plugin.name,
                "effect": plugin.is_effect,
                "parameters": sorted(plugin.parameters),
                "load_seconds": load_seconds,
                "passed": passed,
                "state_bytes": len(state),
                "state_is_its_own_round_trip": again.raw_state == state,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
