"""When companies say no."""

from steelyard.kernel.refusals import Refusal, sentence


class ParentIsDescendant(Refusal):
    """The chosen owner already belongs to the company."""

    code = "company_parent_is_descendant"
    text = sentence("{parent} already belongs to {company}. Choose a company outside its own group as its owner.")


class CompanyNameUnusable(Refusal):
    """The name has no letter or digit by which a company could be known."""

    code = "company_name_unusable"
    text = sentence("A company name needs at least one letter or digit.")


class DomainNotACompanys(Refusal):
    """The domain is no registrable domain, or one that many companies share."""

    code = "company_domain_unusable"
    text = sentence(
        "{domain} cannot identify a company: it is not a domain name, or many companies use it (free mail, shared hosting)."
    )


class AlreadyKnown(Refusal):
    """The company already has that name, domain or identifier."""

    code = "company_fact_already_known"
    status = 409
    text = sentence("The company already has {fact}.")


class AlreadyMerged(Refusal):
    """One of the two companies leads to another one already."""

    code = "company_already_merged"
    status = 409
    text = sentence("{company} was merged already and leads to another company. Merge that one.")


class MergeWithItself(Refusal):
    """A company was to be merged with itself."""

    code = "company_merge_with_itself"
    text = sentence("This is one company already. Choose another one to merge it with.")


class MergeCollides(Refusal):
    """Something at the two companies cannot stand side by side at one."""

    code = "company_merge_collides"
    status = 409
    text = sentence("Settle this first, then merge: {collisions}")


class MergeNotUndoable(Refusal):
    """Since the merge something changed that undoing it would overwrite."""

    code = "company_merge_not_undoable"
    status = 409
    text = sentence("The merge cannot be undone as a whole, because something changed since: {changed}")


class UndoTooLate(Refusal):
    """The time in which a merge can be undone is over."""

    code = "company_merge_undo_too_late"
    status = 409
    text = sentence("A merge can be undone for {days} days; this one could be until {until}.")


class MergeAlreadyUndone(Refusal):
    """The merge was taken back before."""

    code = "company_merge_already_undone"
    status = 409
    text = sentence("This merge was undone already.")


class CompanyInUse(Refusal):
    """Something refers to the company: a partner, a deal, another company."""

    code = "company_in_use"
    status = 409
    text = sentence("{company} cannot be removed: a partner, a deal, an account or another company refers to it.")
