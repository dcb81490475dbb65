"""The helper that nearly every Python project has: requests, a token made by hand, a polling loop."""

import time

import bcrypt
import requests


class WhatsAppHelper:
    def __init__(self, url, session, secret, timeout=60):
        self.url, self.session, self.secret, self.timeout = url.rstrip("/"), session, secret, timeout

    def _token(self):
        hashed = bcrypt.hashpw((self.session + self.secret).encode(), bcrypt.gensalt(4)).decode()
        return hashed.replace("/", "_").replace("+", "-")

    def _request(self, method, path, **options):
        headers = {"Authorization": f"Bearer {self._token()}"}
        url = f"{self.url}/api/{self.session}/{path}"
        answer = requests.request(method, url, headers=headers, timeout=self.timeout, **options)
        answer.raise_for_status()
        return answer.json()

    def start(self):
        return self._request("POST", "start-session", json={"waitQrCode": False})

    def state(self):
        return self._request("GET", "status-session")["status"]

    def wait_until_connected(self, tries=30):
        for _ in range(tries):
            if self.state() == "CONNECTED":
                return True
            time.sleep(0.05)
        return False

    def send_text(self, phone, message):
        digits = "".join(c for c in phone if c.isdigit())
        phone = digits if digits.startswith("55") else "55" + digits
        for attempt in range(3):
            try:
                return self._request("POST", "send-message", json={"phone": phone, "message": message})
            except requests.RequestException:
                if attempt == 2:
                    raise

    def chats(self):
        return self._request("GET", "all-chats")

    def logout(self):
        return self._request("POST", "logout-session")

    def close(self):
        return self._request("POST", "close-session")
