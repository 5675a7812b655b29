"""What companies are found by: match keys for recognizing, terms for typing ahead. Rebuilt from the companies at any time."""

from uuid import UUID

from django.db import models

from steelyard.companies.models.companies import Company

DIRECTORY = UUID(int=0)
"""The audience of terms that everyone may search by."""
HOST = UUID(int=1)
"""The audience of terms that only the host may search by."""


class MatchKey(models.Model):
    """One of the numbers under which a company is found; rows are only ever read by `companies_find_candidates`.

    An index that the company can be rebuilt into at any time, hence without a foreign key to check fifteen times a company.
    """

    pk = models.CompositePrimaryKey("key", "company_number")
    key = models.IntegerField()
    company_number = models.IntegerField()


class SearchTerm(models.Model):
    """A term that a typeahead finds a company by, for one audience: everyone, the host, or one partner."""

    pk = models.CompositePrimaryKey("audience", "place", "term", "company_id")
    audience = models.UUIDField()
    place = models.SmallIntegerField()
    term = models.CharField(max_length=48, db_collation="C")
    """In byte order, so that a prefix is a range of the index and the comparison leaks nothing to row-level security."""
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
