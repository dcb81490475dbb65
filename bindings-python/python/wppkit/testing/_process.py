"""The mock as a process."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, List, Optional, Type

from ._control import segment
from ._world import World

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["MockServer", "binary"]


def binary() -> str:
    """The program `wppkit`: from `WPPKIT_BINARY`, from the wheel `wppkit-mock`, or from `PATH`."""
    named = os.environ.get("WPPKIT_BINARY")
    if named:
        if shutil.which(named) is None:
            raise RuntimeError(f"WPPKIT_BINARY names {named}, which is no program: correct it, or leave it out")
        return named
    beside = Path(sysconfig.get_path("scripts")) / ("wppkit.exe" if os.name == "nt" else "wppkit")
    found = str(beside) if beside.is_file() else shutil.which("wppkit")
    if found is None:
        raise RuntimeError(
            "the mock server is not installed: pip install 'wppkit[testing]', or name the program `wppkit` in "
            "WPPKIT_BINARY"
        )
    return found


class MockServer(World):
    """A mock server in a process of its own; it ends with the test run at the latest.

    It is a `World` itself, and has as many others as are named.
    """

    def __init__(self, process: "subprocess.Popen[str]", url: str, secret: str) -> None:
        """A running mock; made by `start`."""
        super().__init__(url, secret)
        self._process = process
        atexit.register(self.stop)

    @classmethod
    def start(
        cls,
        *,
        port: int = 0,
        secret: Optional[str] = None,
        preset: Optional[str] = None,
        frozen: bool = False,
        strict: bool = False,
        webhook: Optional[str] = None,
    ) -> "Self":
        """Starts a mock and waits until it answers.

        Args:
            port: Where it listens on 127.0.0.1; 0 picks a free port.
            secret: Its secret key.
            preset: The known world to start with: `empty`, `demo`, `recordings`.
            frozen: Whether its clock stands still.
            strict: Whether it refuses what the real server would misread.
            webhook: Where the webhooks of all sessions go.
        """
        command: List[str] = [binary(), "mock", "--port", str(port)]
        for flag, value in (("--secret", secret), ("--preset", preset), ("--webhook", webhook)):
            command += [flag, value] if value is not None else []
        command += ["--frozen"] if frozen else []
        command += ["--mode", "strict"] if strict else []
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise RuntimeError(f"{command[0]} mock ended at once, with exit code {process.wait()}")
        try:
            told = json.loads(line)
            return cls(process, told["url"], told["secret"])
        except (ValueError, KeyError, TypeError):
            process.kill()
            process.communicate()
            raise RuntimeError(
                f"{command[0]} is not wppkit's mock server, or of another version: it said {line.strip()!r}. "
                "Name the program `wppkit` in WPPKIT_BINARY, or leave that out and pip install 'wppkit[testing]'"
            ) from None

    def world(self, name: str) -> World:
        """A world of that name, made on first use: a server of its own."""
        return World(f"{self.url}/__mock__/worlds/{segment(name)}", self.secret)

    def stop(self) -> None:
        """Ends the process."""
        atexit.unregister(self.stop)
        self.control.close()
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def __enter__(self) -> "Self":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.stop()
