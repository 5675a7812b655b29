"""Rollouts, pilots and their feedback over the API."""

from ninja import Router

from steelyard.rollouts.api import feedback, pilots, planning

router = Router(tags=["Rollouts"])
for subject in (planning, pilots, feedback):
    router.add_router("", subject.router)
