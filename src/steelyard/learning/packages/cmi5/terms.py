"""The words of cmi5 and xAPI that a launch needs."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from steelyard.learning.packages.terms import PackageUnit

CATEGORY = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
LAUNCH_MODE = "https://w3id.org/xapi/cmi5/context/extensions/launchmode"
MOVE_ON = "https://w3id.org/xapi/cmi5/context/extensions/moveon"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
COURSE_TYPE = "https://w3id.org/xapi/cmi5/activitytype/course"
LAUNCH_DATA = "LMS.LaunchData"


class Verb(StrEnum):
    """The verbs that cmi5 defines. Source: cmi5 (Quartz, 2016), 9.3."""

    LAUNCHED = "http://adlnet.gov/expapi/verbs/launched"
    INITIALIZED = "http://adlnet.gov/expapi/verbs/initialized"
    COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
    PASSED = "http://adlnet.gov/expapi/verbs/passed"
    FAILED = "http://adlnet.gov/expapi/verbs/failed"
    ABANDONED = "https://w3id.org/xapi/adl/verbs/abandoned"
    WAIVED = "https://w3id.org/xapi/adl/verbs/waived"
    TERMINATED = "http://adlnet.gov/expapi/verbs/terminated"
    SATISFIED = "https://w3id.org/xapi/adl/verbs/satisfied"


OF_UNIT = frozenset({Verb.INITIALIZED, Verb.COMPLETED, Verb.PASSED, Verb.FAILED, Verb.TERMINATED})
"""What a unit says itself; the rest is said here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """For whom a unit was launched, and how statements name that."""

    id: UUID
    session: UUID
    actor: dict[str, object]
    activity: str
    unit: PackageUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was said before: in this session, and with the unit since its learner began it."""

    in_session: frozenset[str] = frozenset()
    of_unit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a statement is found to say. Units: `score` in percent."""

    verb: str
    is_defined: bool
    """Whether cmi5 defines it; another one is kept and changes nothing."""
    score: Decimal | None = None
    seconds: int = 0
