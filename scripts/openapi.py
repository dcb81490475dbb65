"""Holds docs/openapi.json against the mock: valid as a document, and no answer that it does not describe.

Runs in the environment that scripts/openapi makes. Two worlds of one mock: in the second the sessions are started,
closed and logged out, which would leave the rest without a session to work with.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

from openapi_spec_validator import validate

DOCUMENT = pathlib.Path("docs/openapi.json")
SECRET = "openapi-check"
EXAMPLES = sys.argv[1] if len(sys.argv) > 1 else "8"
SEED = "1"
CHECKS = "status_code_conformance,content_type_conformance,response_schema_conformance"
# What changes the sessions themselves.
LIFE_CYCLE = ["start-session", "close-session", "logout-session", "clear-session-data", "start-all"]
# What ends the world, closes all sessions at once, or waits for something that never comes.
LEFT_OUT = ["unhealthy", "backup-sessions", "restore-sessions"]


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json; charset=utf-8"})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or b"null")


def world(url, name):
    """A world with the connected session `main`, and its token."""
    base = f"{url}/__mock__/worlds/{name}"
    post(f"{base}/__mock__/reset", {"preset": "recordings"})
    return base, post(f"{base}/api/main/{SECRET}/generate-token", {})["token"]


def run(base, token, chosen):
    folder = pathlib.Path("target/openapi/report")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as settings:
        config = pathlib.Path(settings) / "schemathesis.toml"
        config.write_text(f'[parameters]\n"path.session" = "main"\n"path.secretkey" = "{SECRET}"\n')
        command = [
            str(pathlib.Path(sys.executable).parent / "st"), "--config-file", str(config), "run", str(DOCUMENT),
            "--url", base, "--header", f"Authorization: Bearer {token}", "--checks", CHECKS, "--seed", SEED,
            "--max-examples", EXAMPLES, "--mode", "positive", "--phases", "examples,fuzzing", "--request-timeout", "5",
            "--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off", "--no-shrink", *chosen,
        ]
        result = subprocess.run(command, capture_output=True, text=True)
    print(result.stdout)
    print(result.stderr, file=sys.stderr)
    tested = re.search(r"Tested: (\d+)", result.stdout)
    failed = len(set(re.findall(r"^_+ ((?:GET|POST|PUT|DELETE) \S+) _+$", result.stdout, re.MULTILINE)))
    if not tested or (result.returncode and not failed):
        sys.exit(f"schemathesis did not run: exit {result.returncode}")
    return int(tested.group(1)), failed


def main():
    validate(json.loads(DOCUMENT.read_text()))
    mock = subprocess.Popen(
        ["target/debug/wppkit", "mock", "--port", "0", "--secret", SECRET], stdout=subprocess.PIPE, text=True
    )
    try:
        url = json.loads(mock.stdout.readline())["url"]
        by_id = lambda flag, ids: [word for one in ids for word in (flag, one)]
        base, token = world(url, "operations")
        first = run(base, token, by_id("--exclude-operation-id", LIFE_CYCLE + LEFT_OUT))
        base, token = world(url, "life-cycle")
        second = run(base, token, by_id("--include-operation-id", LIFE_CYCLE))
    finally:
        mock.terminate()
        mock.wait()
    tested, failed = first[0] + second[0], first[1] + second[1]
    print(f"openapi: {tested - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
