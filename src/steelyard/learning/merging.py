"""How enrollments, held certificates and competencies follow a merge of partners."""

from steelyard.kernel.refusals import sentence
from steelyard.platform.merging.following import followers_of
from steelyard.platform.merging.rows import RowFollower, Rows

followers_of("partner").register(
    RowFollower(
        "learning",
        Rows(
            table="learning_enrollment",
            text=sentence("Enrollments"),
            changed=sentence("an enrollment that came with it was changed"),
            state="n.lessons_done || ' ' || coalesce(n.completed_at::text, '') || ' ' || coalesce(n.withdrawn_at::text, '')",
        ),
        Rows(
            table="learning_attendee",
            text=sentence("Registrations for live sessions"),
            changed=sentence("a registration that came with it was changed"),
            state="coalesce(n.withdrawn_at::text, '') || ' ' || n.attendance",
        ),
        Rows(
            table="learning_holding",
            text=sentence("Certificates of people, also past ones"),
            unless="o.certificate_id = n.certificate_id and o.until is null and n.until is null",
            changed=sentence("somebody whose certificate came with it has left"),
            state="n.until",
        ),
        Rows(
            table="learning_competencygrant",
            text=sentence("Competencies, also past ones"),
            unless="o.competency_id = n.competency_id and o.until is null and n.until is null",
            changed=sentence("a competency that came with it was changed"),
            state="n.until",
        ),
    )
)
