"""Deal registration over the API, by subject."""

from ninja import Router

from steelyard.deals.api import (
    comments,
    direct,
    disputes,
    drafts,
    evidence,
    extensions,
    information,
    life,
    poaching,
    records,
    registrations,
    review,
)

router = Router(tags=["Deal registration"])

# In this order: "/deal-registrations/drafts" is a word of its own, not the id of a record.
for subject in (
    *(registrations, drafts, records),
    *(review, information, extensions, life),
    *(comments, evidence, direct, poaching, disputes),
):
    router.add_router("", subject.router)
