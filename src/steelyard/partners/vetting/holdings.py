"""What vetting holds of people: who answered, decided, read, and recorded red flags."""

from collections.abc import Iterator

from django.db.models import Q

from steelyard.kernel.refusals import sentence
from steelyard.partners.models import RedFlag, VettingCase, VettingReading
from steelyard.platform.privacy.registry import Facts, Holding, LawfulBasis, Subject, register_holding


def _find_parts(subject: Subject) -> Iterator[Facts]:
    person = subject.member_id
    for row in VettingCase.objects.filter(Q(submitted_by=person) | Q(decided_by=person)).order_by("id"):
        yield {
            "round": row.public_id,
            "questionnaire": row.questionnaire,
            "submitted_at": row.submitted_at if row.submitted_by == person else None,
            "answers": row.answers if row.submitted_by == person else None,
            "decided_at": row.decided_at if row.decided_by == person else None,
            "reason": row.reason if row.decided_by == person else None,
        }
    for read in VettingReading.objects.filter(person_id=person).select_related("case").order_by("id"):
        yield {"round": read.case.public_id, "read_at": read.read_at}
    for flag in RedFlag.objects.filter(Q(recorded_by=person) | Q(cleared_by=person)).order_by("id"):
        yield {
            "red_flag": flag.public_id,
            "recorded_at": flag.recorded_at if flag.recorded_by == person else None,
            "text": flag.text if flag.recorded_by == person else None,
            "cleared_at": flag.cleared_at if flag.cleared_by == person else None,
            "clearing_reason": flag.clearing_reason if flag.cleared_by == person else None,
        }


register_holding(
    Holding(
        key="vetting",
        label=sentence("Parts in vetting"),
        content=sentence(
            "Who submitted answers for a partner, who decided and why, who read them, who recorded and cleared red flags."
        ),
        purpose=sentence("To show that partners were vetted, by whom, and for which reasons."),
        basis=LawfulBasis.LEGAL_OBLIGATION,
        kept=sentence("As long as the partner's record."),
        after_erasure=sentence("Stays with the pseudonym in place of the name."),
        find=_find_parts,
    )
)
