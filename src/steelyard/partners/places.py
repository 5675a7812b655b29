"""Where partners are, for those who keep records of them by region without knowing partners."""

from uuid import UUID

from steelyard.partners.models import Partner
from steelyard.platform.privacy.places import Place, register_places
from steelyard.program.public import list_regions


def _places() -> list[Place]:
    return [Place(key=region.key, name=region.name, parent=region.parent) for region in list_regions()]


def _regions_of_partners() -> dict[UUID, str]:
    return dict(Partner.objects.values_list("id", "region_id"))


register_places(_places, _regions_of_partners)
