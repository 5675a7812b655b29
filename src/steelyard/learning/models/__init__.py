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

__all__ = [
    "Attempt",
    "BadgeKey",
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
    "Package",
    "PackageDocument",
    "PackageLaunch",
    "PackageRun",
    "PackageStatement",
    "QuestionBank",
    "Release",
    "Work",
]
