"""The use cases of companies, one command each."""

from steelyard.companies.commands.duplicates import suggest_duplicates
from steelyard.companies.commands.editing import (
    add_domain,
    add_identifier,
    add_name,
    change_company,
    create_company,
    list_company,
    remove_domain,
    remove_identifier,
    remove_name,
    rule_out_duplicate,
    set_parent,
    unlist_company,
)
from steelyard.companies.commands.merging import merge_companies, undo_merge
from steelyard.companies.commands.quality import assess_companies
from steelyard.companies.commands.resolution import resolve_company
from steelyard.companies.commands.undoing import remove_company, withdraw_facts

__all__ = [
    "add_domain",
    "add_identifier",
    "add_name",
    "assess_companies",
    "change_company",
    "create_company",
    "list_company",
    "merge_companies",
    "remove_company",
    "remove_domain",
    "remove_identifier",
    "remove_name",
    "resolve_company",
    "rule_out_duplicate",
    "set_parent",
    "suggest_duplicates",
    "undo_merge",
    "unlist_company",
    "withdraw_facts",
]
