"""What companies say of people: nothing on purpose, but a company may bear a person's name, which stays the company's."""

from steelyard.companies.models import Company, CompanyName
from steelyard.kernel.refusals import sentence
from steelyard.platform.privacy.registry import Holding, LawfulBasis, Subject, register_holding


def _bears_name(text: str, subject: Subject) -> bool:  # noqa: ARG001 - a company's name is nobody's
    called = CompanyName.objects.filter(text__icontains=text)
    return Company.objects.filter(name__icontains=text).exists() or called.exists()


register_holding(
    Holding(
        key="company-names",
        label=sentence("Names of companies"),
        content=sentence("A company that bears its owner's name."),
        purpose=sentence("To know who the customers and partners are."),
        basis=LawfulBasis.LEGITIMATE_INTEREST,
        kept=sentence("As long as the company."),
        after_erasure=sentence("Stay: they are the companies', not the person's."),
        bears=_bears_name,
    )
)
