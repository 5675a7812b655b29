"""Learning over the API, by subject."""

from ninja import Router

from steelyard.learning.api import attempts, certificates, certifications, courses, enrollments
from steelyard.learning.badges import api as badges
from steelyard.learning.packages import api as packages
from steelyard.learning.paths import api as paths
from steelyard.learning.practice import api as practice
from steelyard.learning.sessions import api as sessions

router = Router(tags=["Learning"])

_SUBJECTS = (courses, enrollments, attempts, certificates, certifications, badges, practice, packages, paths, sessions)

for subject in _SUBJECTS:
    router.add_router("", subject.router)
