"""The state of learning: courses, enrollments with attempts, certificates, competencies."""

from steelyard.learning.models.badges import BadgeKey
from steelyard.learning.models.certificates import Certificate, Certification, Holding, Release
from steelyard.learning.models.competencies import Competency, CompetencyGrant
from steelyard.learning.models.courses import Course, CourseVersion, QuestionBank
from steelyard.learning.models.enrollments import Attempt, Enrollment, LessonDone
from steelyard.learning.models.packages import (
    Package,
    PackageDocument,
    PackageLaunch,
    PackageRun,
    PackageStatement,
)
from steelyard.learning.models.paths import LearningPath
from steelyard.learning.models.practice import Work
from steelyard.learning.models.sessions import Attendee, CalendarFeed, LiveSession

__all__ = [
    "Attempt",
    "Attendee",
    "BadgeKey",
    "CalendarFeed",
    "Certificate",
    "Certification",
    "Competency",
    "CompetencyGrant",
    "Course",
    "CourseVersion",
    "Enrollment",
    "Holding",
    "LearningPath",
    "LessonDone",
    "LiveSession",
    "Package",
    "PackageDocument",
    "PackageLaunch",
    "PackageRun",
    "PackageStatement",
    "QuestionBank",
    "Release",
    "Work",
]
