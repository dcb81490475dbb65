"""The endpoints of the status page: shapes, statuses, permissions."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client as Browser
from project import BASE


def post(browser: Browser, path: str, body: Any = None) -> Any:
    return browser.post(BASE + path, body or {}, content_type="application/json")


def test_a_page_that_shows_no_code_until_there_is_one(staff: Browser, wpp_mock: Any) -> None:
    answer = staff.get(BASE + "status/").json()
    assert answer == {
        "success": True,
        "session": {
            "connected": False,
            "status": "notLogged",
            "message": "Closed: start the session to connect",
            "state": "closed",
        },
    }
    assert staff.get(BASE + "qrcode/").json()["qrcode"] is None


def test_start_answers_the_code_and_its_second_call_joins_it(staff: Browser, wpp_mock: Any) -> None:
    first = post(staff, "start/").json()
    assert first["success"]
    assert first["qrcode"].startswith("data:image/png;base64,")
    assert first["status"]["message"] == "Waiting for QRCode Scan"
    assert post(staff, "start/").json()["raw"]["urlcode"] == first["raw"]["urlcode"]
    assert len(wpp_mock.requests("start-session")) == 1


def test_connected_means_logged_with_phone_and_device(staff: Browser, wpp_mock: Any) -> None:
    wpp_mock.put_session("shop", phone="5521999990000")
    session = staff.get(BASE + "status/").json()["session"]
    assert session["connected"]
    assert session["status"] == "isLogged"
    assert session["phone"] == "5521999990000"
    assert set(session["device"]) == {"manufacturer", "model", "os"}


def test_a_test_message_and_what_can_be_wrong_with_it(staff: Browser, wpp_mock: Any) -> None:
    assert post(staff, "send-test/", {"phone": "5511999990001", "message": "Olá"}).status_code == 400
    wpp_mock.put_session("shop")
    sent = post(staff, "send-test/", {"phone": "5511999990001", "message": "Olá"})
    assert sent.status_code == 200
    assert sent.json()["messageId"]
    wpp_mock.assert_sent(to="5511999990001", text="Olá", times=1)
    bad = post(staff, "send-test/", {"phone": "123", "message": "Olá"})
    assert (bad.status_code, bad.json()["status_code"], bad.json()["success"]) == (400, 400, False)
    # A form works like JSON.
    assert staff.post(BASE + "send-test/", {"phone": "5511999990001", "message": "Oi"}).status_code == 200
    broken = staff.post(BASE + "send-test/", "{", content_type="application/json")
    assert (broken.status_code, broken.json()["success"]) == (400, False)


def test_every_failure_keeps_the_status_of_its_cause(staff: Browser, wppkit_settings: Any, wpp_mock: Any) -> None:
    wppkit_settings(SECRET_KEY="wrong")
    assert staff.get(BASE + "status/").status_code == 401
    wppkit_settings(URL="http://127.0.0.1:9", CLIENT_OPTIONS={"token_cost": 4, "retries": 0})
    assert staff.get(BASE + "status/").status_code == 503
    wppkit_settings(URL="nonsense")
    unusable = staff.get(BASE + "status/")
    assert (unusable.status_code, unusable.json()["success"]) == (400, False)
    assert staff.get(BASE + "logout/").status_code == 405


def test_close_keeps_the_link_and_logout_removes_it(staff: Browser, wpp_mock: Any) -> None:
    wpp_mock.put_session("shop")
    assert "stays linked" in post(staff, "close/").json()["response"]["message"]
    assert post(staff, "logout/").status_code == 400
    wpp_mock.put_session("shop")
    assert "unlinked" in post(staff, "logout/").json()["response"]["message"]


def test_only_the_staff_sees_the_page_and_strangers_are_sent_to_the_login(stranger: Browser, wpp_mock: Any) -> None:
    page = stranger.get(BASE)
    assert page.status_code == 302
    assert "/admin/login/" in page["Location"]
    answer = stranger.get(BASE + "status/")
    assert (answer.status_code, answer.json()["success"]) == (401, False)
    user = get_user_model().objects.create_user("bia", password="x")
    stranger.force_login(user)
    assert stranger.get(BASE + "status/").status_code == 403
    assert wpp_mock.requests() == []


def test_a_permission_a_function_or_nobody_may_decide(stranger: Browser, wppkit_settings: Any) -> None:
    user = get_user_model().objects.create_user("bia", password="x")
    stranger.force_login(user)
    wppkit_settings(PERMISSION="wppkit.view_event")
    assert stranger.get(BASE + "status/").status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_event"))
    assert stranger.get(BASE + "status/").status_code == 200
    wppkit_settings(PERMISSION=lambda user: user.username == "carla")
    assert stranger.get(BASE + "status/").status_code == 403
    wppkit_settings(PERMISSION=None)
    assert Browser().get(BASE + "status/").status_code == 200


def test_a_post_without_the_csrf_token_is_refused(staff: Browser, wpp_mock: Any) -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.get(username="ana"))
    assert strict.post(BASE + "start/", {}, content_type="application/json").status_code == 403
    page = strict.get(BASE)
    token = page.cookies["csrftoken"].value
    answer = strict.post(BASE + "start/", {}, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    # Django reads a form for the token of the page, and leaves no body behind.
    wpp_mock.put_session("shop")
    form = {"phone": "5511999990001", "message": "Oi"}
    assert strict.post(BASE + "send-test/", form, headers={"X-CSRFToken": token}).status_code == 200


def test_a_refusal_has_the_shape_of_every_failure(staff: Browser) -> None:
    answer = staff.post(BASE + "send-test/", "[]", content_type="application/json").json()
    assert answer == {
        "success": False,
        "message": "the request is no JSON object: send a JSON object",
        "status_code": 400,
        "code": "invalid_input",
        "hint": "send a JSON object",
    }


def test_a_project_without_a_login_page_sends_strangers_to_the_admin(stranger: Browser, settings: Any) -> None:
    settings.LOGIN_URL = "/accounts/login/"
    assert stranger.get(BASE)["Location"].startswith("/admin/login/?next=")
    settings.LOGIN_URL = "/system/whatsapp/health/"
    assert stranger.get(BASE)["Location"].startswith("/system/whatsapp/health/?next=")


@pytest.mark.parametrize(("language", "tag"), [("pt-br", "pt-BR"), ("en", "en")])
def test_the_page_speaks_the_visitors_language(staff: Browser, language: str, tag: str) -> None:
    page = staff.get(BASE, headers={"accept-language": language}).content.decode()
    assert f'<html lang="{tag}">' in page
    assert f'base="{BASE}"' in page
    assert "manage.py collectstatic" in page, "what is seen where the script is missing"


def test_the_health_check_tells_only_whether_it_is_connected(stranger: Browser, wpp_mock: Any) -> None:
    assert stranger.get(BASE + "health/").status_code == 503
    wpp_mock.put_session("shop")
    answer = stranger.get(BASE + "health/")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "state": "connected"})
