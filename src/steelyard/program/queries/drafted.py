"""The rules of past decisions with a draft in the place of its line."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from steelyard.platform.db import as_system
from steelyard.program.models import Region, RuleVersion
from steelyard.program.policies import path_of
from steelyard.program.queries.rules import get_rules_of
from steelyard.program.registry import rulebook_of
from steelyard.program.rules import Rulebook


class DraftedRules:
    """Answers which rules a decision was made under, and which the draft would make of them.

    Each line stands as it stood on that day; only the draft's own line is the draft. It may be asked outside of any transaction.
    """

    def __init__(self, key: str, region: str | None, settings: Mapping[str, Any]) -> None:
        self._key, self._region, self._settings = key, region, settings
        self._held: dict[tuple[UUID, ...], Rulebook] = {}
        self._drafted: dict[tuple[tuple[UUID, ...], str], Rulebook] = {}
        with as_system():
            self._parents = dict(Region.objects.values_list("key", "parent_id"))

    def held(self, version_ids: Sequence[UUID]) -> Rulebook:
        """Return the rules that these versions made together."""
        ids = tuple(version_ids)
        if ids not in self._held:
            with as_system():
                self._held[ids] = get_rules_of(ids).rules
        return self._held[ids]

    def drafted(self, version_ids: Sequence[UUID], region: str) -> Rulebook:
        """Return the same with the draft in place of its line; the very same object where the draft changes nothing.

        Raises: pydantic.ValidationError where the draft and a region's settings of that day do not fit together.
        """
        place = (tuple(version_ids), region)
        if place not in self._drafted:
            self._drafted[place] = self._draft(*place)
        return self._drafted[place]

    def _draft(self, ids: tuple[UUID, ...], region: str) -> Rulebook:
        held, path = self.held(ids), path_of(region, self._parents) if region else []
        if self._region is not None and self._region not in path:
            return held
        with as_system():
            lines = {v.region_id: v.rules for v in RuleVersion.objects.filter(id__in=ids)}
        lines[self._region] = self._settings
        rules: Rulebook = rulebook_of(self._key).load(lines[None])
        for place in path:
            if place in lines:
                rules = rules.merge(lines[place])
        return held if rules == held else rules
