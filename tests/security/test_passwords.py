"""Passwords: long ones of any kind are taken as they are, and what is easy to guess is not."""

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from steelyard.config import settings as product
from steelyard.identity.models import Person
from steelyard.platform.db import as_system
from tests.identity.conftest import PASSWORD, World, signed_in

CHANGE = "/account/password/change/"


def change(browser: Client, new: str, *, old: str = PASSWORD) -> int:
    return browser.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new}).status_code


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "四つの言葉で覚える長い合言葉です",
        "only small letters here",
        "839204829133517",
        "x" * 70 + " äöü",
        "kV9#pQz2!rTw8",
    ],
)
def test_a_long_password_of_any_kind_is_taken(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "password1234",
        "P@ssw0rd2026!",
        "!!Steelyard2026",
        "northgate-2026!",
        "partner portal 1",
        "111111111111",
        "Qwertyuiop12",
    ],
)
def test_what_is_easy_to_guess_is_refused(password: str, settings: LazySettings) -> None:
    settings.HOST_NAME = "Northgate"
    with pytest.raises(ValidationError):
        validate_password(password)


def test_what_stands_in_the_list_of_stolen_ones_is_refused(settings: LazySettings, tmp_path: Path) -> None:
    words = [f"a stolen phrase number {number}" for number in range(1000)]
    lines = sorted(f"{hashlib.sha1(word.encode()).hexdigest().upper()}:7" for word in words)
    (tmp_path / "list").write_text("\r\n".join(lines) + "\r\n")
    settings.BREACHED_PASSWORDS = str(tmp_path / "list")
    for word in words:
        with pytest.raises(ValidationError):
            validate_password(word)
    validate_password("a phrase that nobody has stolen")


def test_a_password_is_taken_to_the_letter(world: World) -> None:
    long = "Käse mit sieben Löchern " + "und noch mehr " * 8
    assert change(signed_in("sam@hansa.example"), long) == 302
    for wrong in (long.strip(), long.lower(), long[:64]):
        assert Client().post("/account/login/", {"login": "sam@hansa.example", "password": wrong}).status_code != 302
    assert Client().post("/account/login/", {"login": "sam@hansa.example", "password": long}).status_code == 302


def test_who_changes_it_says_the_present_one(world: World) -> None:
    assert change(signed_in("sam@hansa.example"), "a quite different phrase", old="wrong") == 422


def test_fields_hide_it_and_work_with_password_managers(world: World) -> None:
    for page in (Client().get("/account/login/"), signed_in("sam@hansa.example").get(CHANGE)):
        fields = re.findall(r'<input[^>]*name="(?:old)?password\d?"[^>]*>', page.content.decode())
        assert fields
        assert all(
            'type="password"' in field and "autocomplete=" in field and "onpaste" not in field for field in fields
        )


def test_it_is_kept_as_argon2_and_never_expires(world: World) -> None:
    with override_settings(PASSWORD_HASHERS=product.PASSWORD_HASHERS), as_system():
        person = Person.objects.get(email="sam@hansa.example")
        person.set_password(PASSWORD)
        assert identify_hasher(person.password).algorithm == "argon2"
    assert not [field.name for field in Person._meta.get_fields() if "expire" in field.name]


def test_there_are_neither_hints_nor_questions_nor_accounts_of_the_factory(own_database: str) -> None:
    assert not [field.name for field in Person._meta.get_fields() if re.search("hint|question|answer", field.name)]
    with as_system():
        assert Person.objects.count() == 0
