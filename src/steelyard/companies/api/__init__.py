"""Companies over the API, by subject."""

from ninja import Router

from steelyard.companies.api import duplicates, merging, quality, records

router = Router(tags=["Companies"])

for subject in (records, merging, duplicates, quality):
    router.add_router("", subject.router)
