"""The use cases of learning, by subject."""

from steelyard.learning.commands.certificates import (
    import_completion,
    note_expiries,
    remind_holders,
    revoke_certificate,
)
from steelyard.learning.commands.certifications import define_certification, define_competency, publish_release
from steelyard.learning.commands.competencies import assess_competencies, follow_grant
from steelyard.learning.commands.courses import (
    begin_version,
    change_audience,
    create_course,
    publish_course,
    reopen_course,
    retire_course,
    write_draft,
)
from steelyard.learning.commands.enrollments import (
    complete_lesson,
    enroll_many,
    enroll_people,
    follow_person,
    plan_enrollments,
    withdraw_learner,
)
from steelyard.learning.commands.quizzes import close_attempt, hand_in_attempt, save_answers, start_attempt

__all__ = [
    "assess_competencies",
    "begin_version",
    "change_audience",
    "close_attempt",
    "complete_lesson",
    "create_course",
    "define_certification",
    "define_competency",
    "enroll_many",
    "enroll_people",
    "follow_grant",
    "follow_person",
    "hand_in_attempt",
    "import_completion",
    "note_expiries",
    "plan_enrollments",
    "publish_course",
    "publish_release",
    "remind_holders",
    "reopen_course",
    "retire_course",
    "revoke_certificate",
    "save_answers",
    "start_attempt",
    "withdraw_learner",
    "write_draft",
]
