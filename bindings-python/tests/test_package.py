"""The wheels: what is in them, and that they install into an empty environment."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

WHEELS = Path(__file__).parents[2] / "target" / "python" / "wheels"


def wheel(name: str) -> Path:
    """A wheel that `scripts/python-env` built."""
    found = sorted(WHEELS.glob(f"{name}-*.whl"))
    if not found:
        pytest.skip("no wheels: run scripts/python-env")
    return found[-1]


def test_the_wheels_are_fit_for_an_index() -> None:
    paths = [str(wheel("wppkit")), str(wheel("wppkit_mock"))]
    command = [sys.executable, "-m", "twine", "check", "--strict", *paths]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_wheel_serves_every_python_from_3_9() -> None:
    assert "-cp39-abi3-" in wheel("wppkit").name
    names = zipfile.ZipFile(wheel("wppkit")).namelist()
    assert "wppkit/py.typed" in names
    assert "wppkit/_native.pyi" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


def test_the_wheels_work_in_an_empty_environment(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*install, str(wheel("wppkit")), str(wheel("wppkit_mock"))], check=True)
    program = (
        "from wppkit.testing import MockServer\n"
        "with MockServer.start() as server:\n"
        "    print(server.session('shop').send_text('5511999990001', 'Hi').chat)\n"
    )
    environment = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run([str(python), "-c", program], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.stdout.strip() == "5511999990001@c.us", done.stderr
