"""Connects to a world of the mock over one transport, lets a message arrive, and checks what is heard.

python client.py URL PATH polling|websocket
"""

import sys
import threading

import requests
import socketio

url, base, transport = sys.argv[1:]
client = socketio.Client(reconnection=False)
heard = {}
complete = threading.Event()


def note(event):
    def handler(*data):
        heard[event] = data
        if len(heard) == 2:
            complete.set()

    client.on(event, handler)


note("received-message")
note("incomingcall")
client.connect(url, socketio_path=f"{base}/socket.io", transports=[transport])
assert client.transport() == transport
for what in ({"event": "message", "body": "Olá"}, {"event": "call"}):
    body = {"chat": "5511999990001@c.us", **what}
    requests.post(f"{url}{base}/__mock__/sessions/main/deliver", json=body, timeout=20).raise_for_status()
assert complete.wait(20), f"only {sorted(heard)} was heard over {transport}"
(message,) = heard["received-message"]
response = message["response"]
assert (response["body"], response["session"], response["fromMe"]) == ("Olá", "main", False), response
(call,) = heard["incomingcall"]
assert call["peerJid"] == "5511999990001@c.us" and "session" not in call, call
client.disconnect()
