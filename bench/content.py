"""Full-text search over twenty thousand documents, asked by a partner: documents of generated words, as often as words are.

The words of a language are not equally frequent: the n-th is about as frequent as one n-th of the first (Zipf). Documents are made
of such words, and the questions ask for rare, usual and frequent ones, so that each also finds thousands of documents.

`python -m bench.content` measures it alone.
"""

import os
import statistics
import time
from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from uuid import UUID

from bench.report import Figure
from bench.world import django_on, open_world

DOCUMENTS = int(os.environ.get("BENCH_DOCUMENTS", "20000"))
WORDS, VOCABULARY, AUDIENCES = 1_200, 30_000, 40
QUESTIONS, SEED = 300, 20_000
_SYLLABLES = tuple(
    head + tail for head in "bdfgklmnprstvz" for tail in ("a", "e", "i", "o", "u", "an", "er", "is", "ol")
)
_SINCE = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Language:
    """A vocabulary with the frequencies of words in a natural language."""

    def __init__(self, random: Random) -> None:
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words["".join(random.choices(_SYLLABLES, k=random.randint(2, 4)))] = None
        self.words = list(words)
        self._weights = list(accumulate(1 / (place + 2) for place in range(VOCABULARY)))
        self._random = random

    def say(self, count: int) -> str:
        """Return so many words."""
        top = self._weights[-1]
        return " ".join(self.words[bisect(self._weights, self._random.random() * top)] for _ in range(count))

    def ask(self) -> str:
        """Return a question of one to three words, rare, usual or frequent."""
        return " ".join(
            self.words[min(int(10 ** self._random.uniform(1, 4.3)), VOCABULARY - 1)]
            for _ in range(self._random.choice((1, 1, 2, 2, 3)))
        )


def fill_library(owner_id: UUID, language: Language, *, documents: int = DOCUMENTS) -> None:
    """Write the documents, each published for one of forty audiences, through the context's own models; call as the system."""
    from steelyard.content.commands.indexing import keep_passages, reindex
    from steelyard.content.extraction.passages import cut
    from steelyard.content.models import Asset, AssetUsage, AssetVersion, Audience, VersionReading
    from steelyard.content.terms import AssetKind, AssetState, ReadingState

    random = Random(SEED)
    audiences = [
        Audience.objects.create(
            name=f"Bench {place}", regions=["DACH"] if place % 4 == 1 else [], types=["isv"] if place % 4 == 2 else []
        )
        for place in range(AUDIENCES)
    ]
    kinds = list(AssetKind)
    for start in range(0, documents, 500):
        rows = [
            Asset(
                library_id="sales",
                kind=random.choice(kinds),
                title=language.say(5),
                summary=language.say(15),
                verticals=random.sample(["Rail", "Ports", "Banking", "Health"], 2),
                audience=random.choice(audiences),
                owner_id=owner_id,
                review_by=(_SINCE + timedelta(days=700)).date(),
                created_at=_SINCE,
                external_id=f"bench {start + place}",
            )
            for place in range(min(500, documents - start))
        ]
        Asset.objects.bulk_create(rows)
        AssetUsage.objects.bulk_create([AssetUsage(asset=row) for row in rows])
        versions = [AssetVersion(asset=row, number=1, text=language.say(WORDS), created_at=_SINCE) for row in rows]
        AssetVersion.objects.bulk_create(versions)
        VersionReading.objects.bulk_create([VersionReading(version=one, state=ReadingState.READ) for one in versions])
        for version in versions:
            keep_passages(version.id, "en", tuple(cut([(None, version.text)])))
            version.asset.current_version = version
            version.asset.state = AssetState.PUBLISHED
            version.asset.published_at = _SINCE + timedelta(minutes=start)
        Asset.objects.bulk_update(rows, ["current_version", "state", "published_at"])
        reindex([row.id for row in rows])


def measure_search(actor: object, language: Language, *, documents: int = DOCUMENTS) -> Iterator[Figure]:
    """Yield how long a page of what words find takes a partner, with passages, and how long the newest page does."""
    from steelyard.content.queries import list_assets
    from steelyard.content.terms import AssetFilter
    from steelyard.kernel.pages import PageRequest
    from steelyard.platform.clock import utc_now
    from steelyard.platform.db import acting_as

    found: list[int] = []
    searches: list[float] = []
    pages: list[float] = []
    for turn in range(QUESTIONS + 20):
        words = language.ask()
        for wanted, times in ((AssetFilter(text=words), searches), (AssetFilter(), pages)):
            started = time.perf_counter()
            with acting_as(actor):  # type: ignore[arg-type]  # an actor
                page = list_assets(actor, wanted, PageRequest(), at=utc_now(), is_forgiving=False).page  # type: ignore[arg-type]
            if turn >= 20:
                times.append((time.perf_counter() - started) * 1000)
                found += [page.total] if wanted.text else []
    for what, times, most in (("words", searches, 50), ("the newest", pages, 80)):
        p95, p50 = statistics.quantiles(times, n=20)[18], statistics.median(times)
        about = f"; {statistics.median(found):.0f} found, at most {max(found):,}" if what == "words" else ""
        yield Figure(
            f"library of {documents:,} documents, a partner's page of {what}, p95",
            f"{most} ms",
            "",
            f"{p95:.0f} ms (p50 {p50:.0f} ms{about})",
            p95 <= most,
        )


def measure_library(documents: int = DOCUMENTS) -> list[Figure]:
    """Return how long search takes a partner's seller in a library of so many documents, of which nothing is kept.

    Call in a process of its own.
    """
    with django_on(open_world(1_000)):
        from django.db import connection, transaction

        from steelyard.kernel.actors import SYSTEM
        from steelyard.platform.db import acting_as
        from steelyard.program.public import set_up_program

        now, language = datetime.now(UTC), Language(Random(SEED))
        with acting_as(SYSTEM):
            set_up_program(now=now)
            owner_id, seller = _enroll(now)
            fill_library(owner_id, language, documents=documents)
            with connection.cursor() as cursor:
                cursor.execute("analyze")
            figures = list(measure_search(seller, language, documents=documents))
            transaction.set_rollback(True)
    return figures


def _enroll(now: datetime) -> tuple[UUID, object]:
    """Return an author of the host, and a seller of a partner in the program."""
    from steelyard.identity.public import enroll_person, get_actor
    from steelyard.kernel.actors import SYSTEM, Role
    from steelyard.partners.public import PartnerDraft, PartnerStatus, enroll_partner

    author = enroll_person(
        actor=SYSTEM, email="author@bench.example", name="Author", partner_id=None, roles=(Role.ENABLEMENT,), now=now
    )
    draft = PartnerDraft(
        name="Bench Library GmbH", country="DE", region="DACH", types=("reseller",), status=PartnerStatus.ACTIVE
    )
    partner_id = enroll_partner(actor=SYSTEM, draft=draft, now=now)
    seller = enroll_person(
        actor=SYSTEM,
        email="seller@bench.example",
        name="Seller",
        partner_id=partner_id,
        roles=(Role.SELLER,),
        now=now,
    )
    return author, get_actor(seller, partner_id)


if __name__ == "__main__":
    for figure in measure_library():
        print(f"{figure.what}: {figure.measured}")
