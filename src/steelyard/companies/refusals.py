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


class CompanyInUse(Refusal):
    """Something refers to the company: a partner, a deal, another company."""

    code = "company_in_use"
    status = 409
    text = sentence("{company} cannot be removed: a partner, a deal, an account or another company refers to it.")
