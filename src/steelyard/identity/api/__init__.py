"""People, access and personal data over the API, by subject."""

from ninja import Router

from steelyard.identity.api import (
    access,
    account,
    clients,
    connections,
    directories,
    invitations,
    keys,
    people,
    personal_data,
    reviews,
)

router = Router(tags=["People and access"])

for subject in (account, people, access, reviews, connections, directories, invitations, keys, clients, personal_data):
    router.add_router("", subject.router)
