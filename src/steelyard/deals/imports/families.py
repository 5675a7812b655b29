"""A file's words for products, in the program's."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from steelyard.deals.refusals import UnknownProductLine
from steelyard.platform.imports.mapping import MappingWrong
from steelyard.platform.imports.running import Run
from steelyard.program.public import ProductFamilyCard, define_product_family, list_product_families


@dataclass(frozen=True, slots=True)
class Families:
    """Product families by each word that stands for them."""

    by_word: Mapping[str, str]

    @classmethod
    def of(cls, run: Run) -> "Families":
        """Return the program's families with those that the option `families` (word = name) adds. Raises: MappingWrong."""
        named = run.options.get("families", {})
        if not isinstance(named, dict):
            raise MappingWrong(problem='families is a table, such as [options.families] "1" = "Infrastructure"')
        known = {word: card.key for card in list_product_families() for word in (card.key, card.name.lower())}
        for word, name in named.items():
            key = known.get(str(name).lower()) or re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_")[:40]
            if key not in known:
                define_product_family(actor=run.actor, family=ProductFamilyCard(key=key, name=str(name)), now=run.now)
            known[key] = known[str(word).lower()] = key
        return cls(known)

    def of_words(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return the keys of the families. Raises: UnknownProductLine."""
        found: dict[str, None] = {}
        for word in words:
            key = self.by_word.get(word.lower())
            if key is None:
                raise UnknownProductLine(family=word, fields={"families": UnknownProductLine.text})
            found[key] = None
        return tuple(found)
