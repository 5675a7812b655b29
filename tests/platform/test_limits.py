"""Limits: counted by person, for a stretch of time, whoever else does the same."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection

from steelyard.kernel.actors import SYSTEM, Actor, ActorKind
from steelyard.kernel.ids import new_id
from steelyard.platform.limits import Limit, count_use, count_use_of
from steelyard.platform.refusals import TooOften

THRICE = Limit(what="tests.asking", times=3, per=timedelta(minutes=10))


def test_what_is_done_too_often_is_refused_until_the_stretch_is_over(system: None, now: datetime) -> None:
    asker = Actor(kind=ActorKind.PARTNER, person_id=new_id())
    for minute in range(3):
        count_use(THRICE, actor=asker, now=now + timedelta(minutes=minute))
    with pytest.raises(TooOften) as caught:
        count_use(THRICE, actor=asker, now=now + timedelta(minutes=4))
    assert caught.value.params["seconds"] == 360
    count_use(THRICE, actor=replace(asker, person_id=new_id()), now=now + timedelta(minutes=4))
    count_use(replace(THRICE, what="tests.other"), actor=asker, now=now + timedelta(minutes=4))
    count_use(THRICE, actor=asker, now=now + timedelta(minutes=10))


def test_the_system_is_not_counted(system: None, now: datetime) -> None:
    for _ in range(5):
        count_use(THRICE, actor=SYSTEM, now=now)


def test_a_stranger_is_counted_by_a_digest(system: None, now: datetime) -> None:
    for _ in range(3):
        count_use_of(THRICE, by="192.0.2.7", now=now)
    with pytest.raises(TooOften):
        count_use_of(THRICE, by="192.0.2.7", now=now)
    count_use_of(THRICE, by="192.0.2.8", now=now)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from platform_usecount where key like '%192.0%'")
        assert cursor.fetchone() == (0,)
