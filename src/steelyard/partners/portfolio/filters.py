"""What the address of an audit's list asks for. What makes no sense does not restrict."""

from django.http import QueryDict

from steelyard.kernel.actors import Actor
from steelyard.partners.filters import ME, id_of, word_of
from steelyard.partners.portfolio.terms import AuditedFilter, Course, PartnerClass

YES, NO = "yes", "no"


def audited_filter_from(params: QueryDict, actor: Actor) -> AuditedFilter:
    """Return the filter of audited partners that the parameters of an address say."""
    manager, kind, course = (word_of(params, name) for name in ("manager", "partner_class", "course"))
    return AuditedFilter(
        partner_class=kind if kind in set(PartnerClass) else "",
        course=course if course in set(Course) else "",
        region=word_of(params, "region"),
        text=word_of(params, "q"),
        manager_id=actor.person_id if manager == ME else id_of("person", manager),
        is_decided={YES: True, NO: False}.get(word_of(params, "decided")),
        differs={YES: True, NO: False}.get(word_of(params, "differs")),
    )
