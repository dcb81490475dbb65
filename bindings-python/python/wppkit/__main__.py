"""`python -m wppkit`: the command line, which the wheel `wppkit-mock` brings."""

from __future__ import annotations

import os
import subprocess
import sys

from .testing._process import binary

__all__ = ["main"]


def main() -> int:
    """Runs the program with the same arguments; without it, says how to get it."""
    try:
        program = binary()
    except RuntimeError as error:
        print(f"wppkit: {error}", file=sys.stderr)
        return 2
    command = [program, *sys.argv[1:]]
    if os.name == "posix":
        os.execv(program, command)
    return subprocess.call(command)


if __name__ == "__main__":
    sys.exit(main())
