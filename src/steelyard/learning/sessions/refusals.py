"""Every way in which live sessions say no."""

from steelyard.kernel.refusals import Refusal, sentence


class SessionEndsTooEarly(Refusal):
    """A session ends before it begins."""

    code = "session_ends_too_early"
    status = 422
    text = sentence("A session ends after it begins. Choose a later end.")


class SessionInThePast(Refusal):
    """A session would begin in the past."""

    code = "session_in_the_past"
    status = 422
    text = sentence("Choose a beginning that lies ahead.")


class TimeSkipped(Refusal):
    """The clock on the wall never shows that time: it is put forward there."""

    code = "time_skipped"
    status = 422
    text = sentence("The clocks are put forward at that time, so it does not exist there. Choose another one.")


class TimeZoneUnknown(Refusal):
    """There is no such time zone."""

    code = "time_zone_unknown"
    status = 422
    text = sentence("Choose a time zone, such as Europe/Berlin.")


class LinkNotSafe(Refusal):
    """People would be sent to an address that does not begin with https."""

    code = "link_not_safe"
    status = 422
    text = sentence("Give an address that begins with https://.")


class SessionNowhere(Refusal):
    """A session has neither a link nor a place."""

    code = "session_nowhere"
    status = 422
    text = sentence("Say where it takes place: give a link, a place, or both.")


class SeatsBelowRegistered(Refusal):
    """More people are registered than there would be seats."""

    code = "seats_below_registered"
    status = 409
    text = sentence("{count} people are registered already. Keep at least as many seats.")


class SessionLessonMissing(Refusal):
    """The course has no such lesson, or not one that a session completes."""

    code = "session_lesson_missing"
    status = 422
    text = sentence("Choose a published course, and of its lessons one of the kind live session.")


class CourseExamines(Refusal):
    """Attending would complete a course that examines."""

    code = "course_examines"
    status = 422
    text = sentence("This course asks for more than being there. Choose its lesson of the kind live session.")


class SessionNotOpen(Refusal):
    """The session is not published, over or canceled."""

    code = "session_not_open"
    status = 409
    text = sentence("This session is not open: it is not published, over or canceled.")


class SessionSettled(Refusal):
    """A session that has begun, is over or was canceled cannot be changed any more."""

    code = "session_settled"
    status = 409
    text = sentence("This session has begun, is over or was canceled, and stays as it is.")


class SessionAlreadyPublished(Refusal):
    """The session is published already."""

    code = "session_already_published"
    status = 409
    text = sentence("This session is published already.")


class SessionNotForYou(Refusal):
    """The session is for others."""

    code = "session_not_for_you"
    status = 403
    text = sentence("This session is for other partners or roles. Ask your channel manager about it.")


class AlreadyRegistered(Refusal):
    """The person is registered or waits already."""

    code = "already_registered"
    status = 409
    text = sentence("{name} is registered for this session already.")


class RegistrationOver(Refusal):
    """The registration was withdrawn, or its session has begun."""

    code = "registration_over"
    status = 409
    text = sentence("This registration was withdrawn, or its session has begun. There is nothing to withdraw.")


class NotRegistered(Refusal):
    """Only who has a seat can join."""

    code = "not_registered"
    status = 409
    text = sentence("Register for this session first. Whoever is on the waiting list joins when a seat is free.")


class DoorClosed(Refusal):
    """A session is joined from a quarter of an hour before it begins until it ends."""

    code = "door_closed"
    status = 409
    text = sentence("This session can be joined from 15 minutes before it begins until it ends.")


class NothingToJoin(Refusal):
    """The session takes place somewhere, not online."""

    code = "nothing_to_join"
    status = 409
    text = sentence("This session is not online. Come to the place that it names.")


class SessionNotBegun(Refusal):
    """Who was there is known once a session has begun."""

    code = "session_not_begun"
    status = 409
    text = sentence("This session has not begun. Record who was there once it has.")


class AttendanceTooLong(Refusal):
    """Somebody would have been there longer than the session."""

    code = "attendance_too_long"
    status = 422
    text = sentence("{name}: nobody is there for less than 0 or more than the {length} minutes of the session.")


class AttendeeUnknown(Refusal):
    """Somebody who is said to have been there has no seat."""

    code = "attendee_unknown"
    status = 422
    text = sentence("Not registered for this session: {names}.")


class AttendanceUnreadable(Refusal):
    """A line of a file of attendance says no mail and minutes."""

    code = "attendance_unreadable"
    status = 422
    text = sentence(
        "Line {line} cannot be read. Write a mail address and whole minutes, with a comma or semicolon between."
    )


class RecordingMissing(Refusal):
    """There is no recording, or it was given twice."""

    code = "recording_missing"
    status = 422
    text = sentence("Give the recording as a link or as a video file, one of the two.")


class NothingToWatch(Refusal):
    """The session has no recording."""

    code = "nothing_to_watch"
    status = 409
    text = sentence("This session has no recording yet.")


class LessonIsSession(Refusal):
    """A live session is done by attending it."""

    code = "lesson_is_session"
    status = 409
    text = sentence("This lesson is done when you attended a live session of it. Register for one.")
