"""Runs scenarios through the helper beside it: a JSON line per call in, a JSON line out."""

import json
import sys

import requests
from helper import WhatsAppHelper

CALLS = {
    "send-text": lambda helper, to, text: sent(helper.send_text(to, text)),
    "send-message": lambda helper, phone, message: helper.send_text(phone, message)["response"],
    "status-session": lambda helper: {"status": helper.state()},
    "wait-until-connected": lambda helper: {"state": "connected" if helper.wait_until_connected() else "unknown"},
    "all-chats": lambda helper: helper.chats()["response"],
    "close-session": lambda helper: helper.close(),
    "logout-session": lambda helper: helper.logout(),
}
CODES = {400: "rejected", 401: "unauthorized", 404: "not_connected", 500: "server", 501: "not_supported"}


def sent(answer):
    return {"id": answer["response"][0]["id"], "ack": answer["response"][0]["ack"]}


def told(error):
    answer = getattr(error, "response", None)
    if answer is None:
        code = "timeout" if isinstance(error, requests.Timeout) else "connect"
        return {"code": code, "message": str(error)}
    body = answer.json() if "json" in answer.headers.get("content-type", "") else answer.text
    return {"code": CODES.get(answer.status_code), "status": answer.status_code, "message": str(error), "body": body}


for line in sys.stdin:
    call = json.loads(line)
    client, reply = call["client"], {"id": call["id"]}
    try:
        if call["call"] not in CALLS or client.get("token") or call.get("cancel_after_ms"):
            raise NotImplementedError(f"the helper has nothing for {call['call']}")
        helper = WhatsAppHelper(client["url"], call["session"], client["secret_key"], client["timeout_ms"] / 1000)
        reply["ok"] = CALLS[call["call"]](helper, **call["with"])
    except (NotImplementedError, TypeError) as problem:
        reply["unsupported"] = str(problem)
    except requests.RequestException as error:
        reply["error"] = told(error)
    except (KeyError, IndexError, ValueError) as error:
        reply["error"] = {"message": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
