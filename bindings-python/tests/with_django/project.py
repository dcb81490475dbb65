"""Settings of the Django project of the tests."""

from __future__ import annotations

import os
from typing import Any, Dict

SECRET_KEY = "tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "wppkit.django",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "project_urls"
TEMPLATES: "list[Dict[str, Any]]" = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
if os.environ.get("WPPKIT_TEST_POSTGRES"):
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "postgres",
            "HOST": os.environ["WPPKIT_TEST_POSTGRES"],
        }
    }
else:
    NAME = os.environ.get("WPPKIT_TEST_SQLITE", ":memory:")
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": NAME}}
LANGUAGE_CODE = "pt-br"
USE_TZ = True
STATIC_URL = "static/"
LOGIN_URL = "admin:login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WPPKIT: Dict[str, Any] = {"URL": "http://127.0.0.1:9", "SECRET_KEY": "S", "SESSION": "shop", "CHECK_SERVER": False}

# Where the URLs of wppkit.django stand.
BASE = "/system/whatsapp/"
