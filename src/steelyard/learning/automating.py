"""What learning tells automations: what happens to learners, paths that can be assigned, and that learning is a sign of life."""

from steelyard.identity.public import list_people
from steelyard.kernel.actors import Role
from steelyard.kernel.refusals import NotFound, sentence
from steelyard.learning.events import (
    AttemptStarted,
    CertificateExpiring,
    CertificateIssued,
    CertificateLapsed,
    CompetencyGranted,
    CompetencyLost,
    CourseCompleted,
    LearnerEnrolled,
    QuizGraded,
)
from steelyard.learning.models import LearningPath
from steelyard.learning.paths.commands import assign_to_many
from steelyard.partners.public import Action, Cause, Doing, Signal, register_action, register_signal, register_triggers
from steelyard.program.public import register_catalog


def path_keys() -> list[str]:
    """Return the key of every learning path."""
    return list(LearningPath.objects.values_list("key", flat=True))


def _assign(doing: Doing) -> None:
    path = LearningPath.objects.filter(key=doing.target).first()
    if path is None:
        raise NotFound
    roles = [Role(one) for one in path.roles]
    people = [(person.id, doing.partner_id) for person in list_people(doing.partner_id, roles=roles) if person.id]
    assign_to_many(path_id=path.id, people=people, now=doing.now)


register_catalog("learning_paths", path_keys)
register_action(
    Action(
        key="assign_path",
        name=sentence("Assign a learning path"),
        says=sentence(
            "The partner's people for whom the path {target} is, by their roles, are enrolled in all its courses."
        ),
        do=_assign,
        target=sentence("Learning path"),
        catalog="learning_paths",
        causes=(Cause(event=LearnerEnrolled),),
    )
)
register_triggers(
    {
        LearnerEnrolled: sentence("Somebody was enrolled in a course"),
        CourseCompleted: sentence("Somebody completed a course"),
        CertificateIssued: sentence("Somebody was given a certificate"),
        CertificateExpiring: sentence("Somebody's certificate expires soon"),
        CertificateLapsed: sentence("Somebody's certificate lapsed"),
        CompetencyGranted: sentence("A partner reached a competency"),
        CompetencyLost: sentence("A partner lost a competency"),
    }
)
register_signal(Signal.TRAINING, given_by=[AttemptStarted, QuizGraded, CourseCompleted, CertificateIssued])
