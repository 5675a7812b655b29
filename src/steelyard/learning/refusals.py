"""Every way in which learning says no."""

from steelyard.kernel.refusals import Refusal, sentence


class CourseIncomplete(Refusal):
    """A course cannot be published as it is; `fields` say what is missing where."""

    code = "course_incomplete"
    status = 422
    text = sentence("This course cannot be published yet: {problem}")


class CourseKeyTaken(Refusal):
    """Another course goes by that key."""

    code = "course_key_taken"
    status = 409
    text = sentence("Another course goes by {key}. Choose another key.")


class NothingToPublish(Refusal):
    """The course has no draft."""

    code = "nothing_to_publish"
    status = 409
    text = sentence("This course has no draft. Begin a new version first.")


class CourseNotOpen(Refusal):
    """The course is not published, or no longer."""

    code = "course_not_open"
    status = 409
    text = sentence("This course cannot be begun: it is not published, or was retired.")


class CourseMissing(Refusal):
    """A path names no course, or one that there is not."""

    code = "course_missing"
    status = 422
    text = sentence("Name the courses of the path, each one that there is.")


class CourseNotForYou(Refusal):
    """The course is for others."""

    code = "course_not_for_you"
    status = 403
    text = sentence("This course is for other partners or roles. Ask your channel manager about it.")


class AlreadyEnrolled(Refusal):
    """The person is in the course already."""

    code = "learner_already_enrolled"
    status = 409
    text = sentence("{name} is enrolled in this course already.")


class DueDayPast(Refusal):
    """Somebody is to complete a course by a day that has passed."""

    code = "due_day_past"
    status = 422
    text = sentence("Choose a day from today on.")


class EnrollmentOver(Refusal):
    """The enrollment is completed, withdrawn or paused."""

    code = "enrollment_over"
    status = 409
    text = sentence("This enrollment is over. Enroll again to take the course once more.")


class LessonIsQuiz(Refusal):
    """A quiz is done by passing it."""

    code = "lesson_is_quiz"
    status = 409
    text = sentence("A quiz is done when you pass it.")


class LessonIsNoQuiz(Refusal):
    """There is nothing to be asked in the lesson."""

    code = "lesson_is_no_quiz"
    status = 409
    text = sentence("This lesson has no quiz.")


class LessonIsPractice(Refusal):
    """Practical work is done when somebody has accepted it."""

    code = "lesson_is_practice"
    status = 409
    text = sentence("This lesson is done when your work is accepted. Hand it in.")


class LessonIsNoPractice(Refusal):
    """There is nothing to be handed in for the lesson."""

    code = "lesson_is_no_practice"
    status = 409
    text = sentence("Nothing is handed in for this lesson.")


class WorkMissing(Refusal):
    """Nothing was handed in."""

    code = "work_missing"
    status = 422
    text = sentence("Write what you did, or add a file.")


class WorkWaits(Refusal):
    """What was handed in before has not been looked at yet."""

    code = "work_waits"
    status = 409
    text = sentence("What you handed in before is still being looked at.")


class WorkAlreadyAccepted(Refusal):
    """There is nothing left to be shown."""

    code = "work_already_accepted"
    status = 409
    text = sentence("Your work for this lesson was accepted already.")


class WorkAlreadyGraded(Refusal):
    """Somebody else has graded it meanwhile."""

    code = "work_already_graded"
    status = 409
    text = sentence("Somebody has graded this work already. Nothing was changed.")


class OwnWork(Refusal):
    """Nobody grades what they handed in themselves."""

    code = "own_work"
    status = 403
    text = sentence("Somebody else grades your work.")


class FeedbackMissing(Refusal):
    """What is given back needs a word on what is missing."""

    code = "feedback_missing"
    status = 422
    text = sentence("Say what is missing. The learner reads it.")


class QuizAlreadyPassed(Refusal):
    """There is nothing left to be shown."""

    code = "quiz_already_passed"
    status = 409
    text = sentence("You passed this quiz already.")


class NotAMember(Refusal):
    """Somebody does not belong to the organization in whose name they would be enrolled."""

    code = "not_a_member"
    status = 422
    text = sentence("{name} does not belong to this organization.")


class NoAttemptLeft(Refusal):
    """All attempts at the quiz were used."""

    code = "no_attempt_left"
    status = 409
    text = sentence("All {attempts} attempts at this quiz are used. Ask whoever enrolled you to enroll you again.")


class AttemptTooSoon(Refusal):
    """The wait between two attempts is not over."""

    code = "attempt_too_soon"
    status = 409
    text = sentence("The next attempt is possible from {at} (UTC) on.")


class AttemptAlreadyGraded(Refusal):
    """An attempt is graded once; what is sent again changes nothing."""

    code = "attempt_already_graded"
    status = 409
    text = sentence("This attempt was handed in before and graded with {score} %. Nothing was changed.")


class AttemptOutOfTime(Refusal):
    """The answers came after the end of the time limit; the attempt stands with what was saved before, and is not passed."""

    code = "attempt_out_of_time"
    status = 409
    text = sentence("The time for this attempt ended at {at} (UTC). Answers that come later do not count.")


class CertificationUnknown(Refusal):
    """There is no such certification."""

    code = "certification_unknown"
    status = 422
    text = sentence("There is no certification {key}.")


class ReleaseMissing(Refusal):
    """Certificates by release need a release."""

    code = "release_missing"
    status = 409
    text = sentence("{name} is certified for a release, and none is recorded. Add its newest release first.")


class NotBackdated(Refusal):
    """Nothing is issued, released or ended in the past."""

    code = "not_backdated"
    status = 422
    text = sentence("Nothing is dated back here. What was completed elsewhere earlier is imported with its evidence.")


class EvidenceMissing(Refusal):
    """An external completion needs something that shows it."""

    code = "evidence_missing"
    status = 422
    text = sentence("Say what shows this completion: a certificate number, an address or a report.")


class CompletionNotPossible(Refusal):
    """The completion is dated in the future, or ended before it began."""

    code = "completion_not_possible"
    status = 422
    text = sentence("A completion lies in the past, and its certificate ends after it began.")


class CompletionKnown(Refusal):
    """The same completion was imported before."""

    code = "completion_known"
    status = 409
    text = sentence("This completion is recorded already.")


class LearnerUnknown(Refusal):
    """Nobody here has that mail address."""

    code = "learner_unknown"
    status = 422
    text = sentence("Nobody here has the address {email}.")


class StatementsUnreadable(Refusal):
    """What was sent is no statement, or too many."""

    code = "statements_unreadable"
    status = 422
    text = sentence("Send one xAPI statement, or a list of at most 500.")


class AlreadyRevoked(Refusal):
    """The certificate was revoked before."""

    code = "certificate_already_revoked"
    status = 409
    text = sentence("This certificate was revoked before.")


class BadgeRevoked(Refusal):
    """There is no badge of a certificate that was taken back."""

    code = "badge_revoked"
    status = 409
    text = sentence("This certificate was revoked: {reason}")


class RevocationReasonMissing(Refusal):
    """Revoking needs a reason that the holder reads."""

    code = "revocation_reason_missing"
    status = 422
    text = sentence("Say why. The holder reads it.")


class ReleaseKnown(Refusal):
    """The certification has a release of that name."""

    code = "release_known"
    status = 409
    text = sentence("The release {name} is recorded already.")


class FamilyUnknown(Refusal):
    """There is no such product family."""

    code = "competency_family_unknown"
    status = 422
    text = sentence("There is no product family {key}.")
