"""What the demo's partners say of themselves: most of them enough, some of them little, a few nothing yet."""

from random import Random

from steelyard.partners.public import ProfileDraft

_DIALING = {"AU": "61", "AT": "43", "CH": "41", "DE": "49", "ES": "34", "FR": "33", "GB": "44", "JP": "81", "MX": "52"}
_CAPABILITIES = (
    "Cloud migration",
    "Integration",
    "Managed operations",
    "Data protection",
    "Network design",
    "Training",
)
_VERTICALS = ("Public sector", "Health", "Energy", "Retail", "Manufacturing", "Banking", "Logistics")
_SPECIALIZATIONS = ("Zero trust", "Industrial edge", "Analytics", "Sovereign cloud")


def describe_partner(name: str, domain: str, country: str) -> ProfileDraft:
    """Return what a partner of that name says of itself: the same in every year of the story."""
    random = Random(name)  # noqa: S311 - a story, not a secret
    does = tuple(random.sample(_CAPABILITIES, random.randrange(2, 4)))
    serves = tuple(random.sample(_VERTICALS, random.randrange(1, 4)))
    care = random.random()
    if care < 0.1:
        return ProfileDraft()
    return ProfileDraft(
        website=f"https://{domain}",
        phone=f"+{_DIALING.get(country, '1')} 555 {random.randrange(1000, 9999)}" if care > 0.35 else "",
        description=f"{name} helps its customers with {does[0].lower()} and {does[1].lower()}.",
        capabilities=does,
        verticals=serves if care > 0.2 else (),
        specializations=tuple(random.sample(_SPECIALIZATIONS, 1)) if care > 0.6 else (),
    )
