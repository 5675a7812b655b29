"""The people of the story whom one can sign in as, and the partners they work for."""

from dataclasses import dataclass

from steelyard.kernel.actors import Role

HOST_DOMAIN = "northgate.example"
HOST_NAME = "Northgate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Somebody one can sign in as: for the host, or for the partner named."""

    name: str
    email: str
    roles: tuple[Role, ...]
    title: str
    partner: str | None = None
    language: str = "en"
    time_zone: str = "Europe/Berlin"


PLAYERS = (
    Player(
        name="Marta Lind",
        email=f"marta.lind@{HOST_DOMAIN}",
        roles=(Role.CHANNEL_MANAGER,),
        title="Channel manager, Europe",
    ),
    Player(
        name="Daniel Osei",
        email=f"daniel.osei@{HOST_DOMAIN}",
        roles=(Role.CHANNEL_MANAGER,),
        title="Channel manager, Americas and Asia-Pacific",
        time_zone="America/New_York",
    ),
    Player(
        name="Priya Raman",
        email=f"priya.raman@{HOST_DOMAIN}",
        roles=(Role.ACCOUNT_EXECUTIVE,),
        title="Account executive",
        time_zone="Europe/London",
    ),
    Player(
        name="Jonas Weber",
        email=f"jonas.weber@{HOST_DOMAIN}",
        roles=(Role.ACCOUNT_EXECUTIVE,),
        title="Account executive",
        language="de",
    ),
    Player(
        name="Helen Brodie",
        email=f"helen.brodie@{HOST_DOMAIN}",
        roles=(Role.PROGRAM_ADMIN,),
        title="Channel operations",
    ),
    Player(
        name="Victor Alvarez", email=f"victor.alvarez@{HOST_DOMAIN}", roles=(Role.FINANCE,), title="Partner finance"
    ),
    Player(
        name="Ingrid Solheim",
        email=f"ingrid.solheim@{HOST_DOMAIN}",
        roles=(Role.EXECUTIVE,),
        title="Chief partner officer",
        time_zone="Europe/Oslo",
    ),
    Player(name="Samuel Adeyemi", email=f"samuel.adeyemi@{HOST_DOMAIN}", roles=(Role.AUDITOR,), title="Internal audit"),
    Player(
        name="Ana Reyes",
        email="ana.reyes@cloudforge.example",
        roles=(Role.SELLER,),
        title="Sales lead",
        partner="CloudForge",
    ),
    Player(
        name="Tom Fischer",
        email="tom.fischer@cloudforge.example",
        roles=(Role.PARTNER_ADMIN, Role.SELLER),
        title="Managing director",
        partner="CloudForge",
        language="de",
    ),
    Player(
        name="Yuki Tanaka",
        email="yuki.tanaka@kestrelworks.example",
        roles=(Role.ARCHITECT, Role.SELLER),
        title="Solution architect",
        partner="Kestrel Works",
        time_zone="Asia/Tokyo",
    ),
    Player(
        name="Clara Moreau",
        email="clara.moreau@bluepeak.example",
        roles=(Role.SELLER, Role.PARTNER_MARKETING),
        title="Account manager",
        partner="Bluepeak",
        time_zone="Europe/Paris",
    ),
)
