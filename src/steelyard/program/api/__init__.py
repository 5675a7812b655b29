"""Rules, decisions, simulations, regions and product families over the API."""

from ninja import Router

from steelyard.program.api import publication, rules, simulations

router = Router(tags=["Program"])
for subject in (rules, simulations, publication):
    router.add_router("", subject.router)
