"""What happens in learning."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from steelyard.kernel.events import Event
from steelyard.kernel.refusals import sentence
from steelyard.platform.events import event


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseEvent(Event):
    """Something that the host did with a course."""

    subject_type = "course"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CourseCreated(CourseEvent):
    """A course was begun to be written."""

    type = "learning.course.created"
    sentence = sentence("The course {subject} was created")
    icon = "school"
    is_internal = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDraftWritten(CourseEvent):
    """The draft of a version was changed."""

    type = "learning.course.draft_written"
    sentence = sentence("Version {version} of {subject} was edited")
    icon = "edit"
    is_internal = True

    version: int
    revision: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePublished(CourseEvent):
    """A version can be begun from now on; who began another one goes on with that."""

    type = "learning.course.published"
    sentence = sentence("Version {version} of {subject} was published")
    icon = "school"

    version: int
    version_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRetired(CourseEvent):
    """A course cannot be begun any more; who began it may complete it."""

    type = "learning.course.retired"
    sentence = sentence("The course {subject} was retired")
    icon = "archive"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CourseReopened(CourseEvent):
    """A retired course can be begun again."""

    type = "learning.course.reopened"
    sentence = sentence("The course {subject} can be taken again")
    icon = "school"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CourseAudienceChanged(CourseEvent):
    """A course is for other people from now on."""

    type = "learning.course.audience_changed"
    sentence = sentence("Whom the course {subject} is for was changed")
    icon = "users"
    is_internal = True

    for_partners: bool
    for_host: bool
    partner_types: tuple[str, ...]
    tiers: tuple[str, ...]
    regions: tuple[str, ...]
    roles: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPathDefined(Event):
    """A learning path was added or changed."""

    type = "learning.path.defined"
    subject_type = "learningpath"
    sentence = sentence("The learning path {subject} was defined: {courses} courses")
    icon = "route"
    is_internal = True

    courses: int
    assigns_itself: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LearningPathAssigned(Event):
    """People were put on a learning path; each enrollment that it made is an event of its own."""

    type = "learning.path.assigned"
    subject_type = "learningpath"
    sentence = sentence("People were put on the learning path {subject}")
    icon = "route"
    is_internal = True

    people: int
    enrolled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentEvent(Event):
    """Something that happened to somebody in a course; the subject is called like the course."""

    subject_type = "enrollment"

    person_id: UUID
    course_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerEnrolled(EnrollmentEvent):
    """Somebody was enrolled in a course."""

    type = "learning.enrollment.created"
    sentence = sentence("{person} was enrolled in {subject}")
    icon = "user-plus"

    person: str
    by: str
    due_on: date | None = None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerWithdrawn(EnrollmentEvent):
    """Somebody no longer takes a course."""

    type = "learning.enrollment.withdrawn"
    sentence = sentence("{person} no longer takes {subject}")
    icon = "user-minus"

    person: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CourseCompleted(EnrollmentEvent):
    """Somebody completed a course."""

    type = "learning.enrollment.completed"
    sentence = sentence("{person} completed {subject}")
    icon = "circle-check"

    person: str
    version: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerPaused(EnrollmentEvent):
    """Somebody belongs nowhere any more; the course waits for them with all that was done."""

    type = "learning.enrollment.paused"
    sentence = sentence("{subject} is paused: {person} has left")
    icon = "player-pause"

    person: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerMoved(EnrollmentEvent):
    """Somebody goes on with a course at another organization, with all that was done."""

    type = "learning.enrollment.moved"
    sentence = sentence("{person} goes on with {subject} here")
    icon = "arrows-exchange"

    person: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptStarted(EnrollmentEvent):
    """Somebody was given the questions of a quiz."""

    type = "learning.attempt.started"
    sentence = sentence("{person} began attempt {number} at {lesson} of {subject}")
    icon = "list-check"

    person: str
    lesson: str
    number: int
    attempt_id: UUID
    due_at: datetime | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentsPlanned(Event):
    """Everybody whom a course is for is being enrolled, or those of one segment."""

    type = "learning.course.enrollments_planned"
    subject_type = "course"
    sentence = sentence("Everybody whom {subject} is for is being enrolled")
    icon = "users-plus"
    is_internal = True

    segment_id: UUID | None
    due_on: date | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class QuizGraded(EnrollmentEvent):
    """An attempt at a quiz was graded."""

    type = "learning.attempt.graded"
    sentence = sentence("{person} reached {score} % in {lesson} of {subject}")
    icon = "list-check"

    person: str
    lesson: str
    number: int
    score: Decimal
    passed: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class WorkHandedIn(EnrollmentEvent):
    """Somebody handed in practical work; it waits for a reviewer."""

    type = "learning.work.handed_in"
    sentence = sentence("{person} handed in work for {lesson} of {subject}")
    icon = "upload"

    person: str
    lesson: str
    work_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGraded(EnrollmentEvent):
    """Somebody looked at practical work, and accepted it or gave it back."""

    type = "learning.work.graded"
    sentence = sentence("The work of {person} for {lesson} of {subject} was graded")
    icon = "clipboard-check"

    person: str
    lesson: str
    work_id: UUID
    is_accepted: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PackageAdded(Event):
    """An archive was read as a package that lessons can be made of."""

    type = "learning.package.added"
    subject_type = "package"
    sentence = sentence("The package {subject} was uploaded")
    icon = "package"
    is_internal = True

    standard: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PackageUnitDone(EnrollmentEvent):
    """A package said that somebody is done with one of its units."""

    type = "learning.package.unit_done"
    sentence = sentence("{person} is done with {unit} in {subject}")
    icon = "package"

    person: str
    unit: str
    score: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEvent(Event):
    """Something that happened to somebody's certificate; the subject is called like the certification."""

    subject_type = "certificate"

    person_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssued(CertificateEvent):
    """Somebody was certified."""

    type = "learning.certificate.issued"
    sentence = sentence("{person} was certified: {subject}")
    icon = "certificate"

    person: str
    number: str
    issued_on: date
    valid_until: date | None
    is_renewal: bool = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionImported(CertificateEvent):
    """Somebody's certificate from elsewhere was recorded, with its own day and its evidence."""

    type = "learning.certificate.imported"
    sentence = sentence("{person} completed {subject} elsewhere on {issued_on}: {evidence}")
    icon = "file-import"

    person: str
    number: str
    issued_on: date
    valid_until: date | None
    evidence: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateExpiring(CertificateEvent):
    """A certificate lapses soon."""

    type = "learning.certificate.expiring"
    sentence = sentence("Your certificate {subject} is valid until {last_on}. Renew it before.")
    icon = "clock"

    days: int
    last_on: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateLapsed(CertificateEvent):
    """A certificate is no longer current; until the end of its grace renewing is enough."""

    type = "learning.certificate.lapsed"
    sentence = sentence("The certificate {subject} is no longer current")
    icon = "clock-x"

    grace_until: date | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateExpired(CertificateEvent):
    """A certificate has expired for good."""

    type = "learning.certificate.expired"
    sentence = sentence("The certificate {subject} has expired")
    icon = "clock-x"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRevoked(CertificateEvent):
    """The host took a certificate back."""

    type = "learning.certificate.revoked"
    sentence = sentence("The certificate {subject} was revoked: {reason}")
    icon = "certificate-off"

    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationDefined(Event):
    """What people can be certified for was added or changed."""

    type = "learning.certification.defined"
    subject_type = "credential"
    sentence = sentence("The certification {subject} was defined")
    icon = "certificate"

    lapse: str
    months: int
    releases: int
    grace_days: int
    applies_to_issued: bool
    changed: int
    """How many issued certificates got other ends."""


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePublished(Event):
    """A release came out; certificates of releases that are no longer supported lapse on its day."""

    type = "learning.release.published"
    subject_type = "credential"
    sentence = sentence("{subject} has a new release: {release}")
    icon = "versions"

    release: str
    released_on: date
    lapsing: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeKeyReplaced(Event):
    """Badges are signed with another key from now on."""

    type = "learning.badge_key.replaced"
    subject_type = "badgekey"
    sentence = sentence("Badges are signed with a new key")
    icon = "key"
    is_internal = True

    is_compromised: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyDefined(Event):
    """What partners can be competent in was added or changed."""

    type = "learning.competency.defined"
    subject_type = "competency"
    sentence = sentence("The competency {subject} was defined: {people} certified people")
    icon = "award"

    people: int
    family: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedPeopleCounted(Event):
    """Who of a partner's people is certified has changed: somebody was certified, came, left or lapsed."""

    type = "learning.partner.certified_people_counted"
    subject_type = "partner"
    sentence = sentence("{subject} has {people} certified people")
    icon = "users"

    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCompetencyEvent(Event):
    """Something that happened to a partner's competency; the subject is called like the competency."""

    subject_type = "competencygrant"

    competency_id: UUID
    competency_key: str
    family: str
    certified: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyGranted(PartnerCompetencyEvent):
    """A partner has enough certified people."""

    type = "learning.competency.granted"
    sentence = sentence("The partner has the competency {subject}: {certified} certified people")
    icon = "award"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyLost(PartnerCompetencyEvent):
    """A partner no longer has enough certified people."""

    type = "learning.competency.lost"
    sentence = sentence("The partner no longer has the competency {subject}: {certified} certified people are left")
    icon = "award-off"
