"""The examples, served as their READMEs say, and a browser in front of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
from playwright.sync_api import Browser, sync_playwright

EXAMPLES = Path(__file__).parents[3] / "examples"
CHROMIUM = shutil.which("chromium")


class Served:
    """A site of an example in a process of its own; it ends with the test."""

    def __init__(self, folder: Path, command: List[str], environment: Dict[str, str]) -> None:
        """Starts it; `{port}` in its log line tells where it listens."""
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", *command],
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: List[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            found = line.partition("http://127.0.0.1:")[2]
            if found:
                self.url = "http://127.0.0.1:" + "".join(c for c in found[:5] if c.isdigit())
                return
        raise AssertionError("it did not start:\n" + "".join(self.lines))

    def stop(self) -> None:
        """Ends it."""
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture
def environment(wpp_mock: Any) -> Dict[str, str]:
    """Where the examples find the mock's world of this test."""
    return {"WPPKIT_URL": wpp_mock.url, "WPPKIT_SECRET_KEY": wpp_mock.secret, "WPPKIT_SESSION": "shop"}


@pytest.fixture
def django_site(environment: Dict[str, str], tmp_path: Path) -> Iterator[Served]:
    """examples/django under gunicorn with two workers that were forked from a loaded application."""
    folder = EXAMPLES / "django"
    environment = {
        **environment,
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "DATABASE": str(tmp_path / "db.sqlite3"),
        "STATIC_ROOT": str(tmp_path / "static"),
        "DJANGO_SUPERUSER_PASSWORD": "x",
    }
    for command in (
        ["migrate"],
        ["collectstatic", "--noinput"],
        ["createsuperuser", "--noinput", "--username", "ana", "--email", "ana@example.com"],
    ):
        arguments = [sys.executable, "manage.py", *command, "--verbosity", "0"]
        subprocess.run(arguments, cwd=folder, env={**os.environ, **environment}, check=True)
    served = Served(
        folder, ["gunicorn", "shop.wsgi", "--bind", "127.0.0.1:0", "--workers", "2", "--preload"], environment
    )
    yield served
    served.stop()


@pytest.fixture
def fastapi_site(environment: Dict[str, str], tmp_path: Path) -> Iterator[Served]:
    """examples/fastapi under uvicorn."""
    served = Served(
        EXAMPLES / "fastapi", ["uvicorn", "main:app", "--port", "0"], {**environment, "DATA": str(tmp_path)}
    )
    yield served
    served.stop()


# Per module: while it lives an event loop runs on this thread, in which no test of asyncio can run another.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    assert CHROMIUM, "there is no chromium: scripts/browser installs it"
    switches = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=switches)
        yield chromium
        chromium.close()
