"""What agreements hold of people: who signed, under which name, when."""

from collections.abc import Iterator

from steelyard.kernel.refusals import sentence
from steelyard.partners.models import AgreementSignature
from steelyard.platform.privacy.registry import Facts, Holding, LawfulBasis, Subject, register_holding


def _find_signatures(subject: Subject) -> Iterator[Facts]:
    rows = AgreementSignature.objects.filter(person_id=subject.member_id).select_related("agreement")
    for row in rows.order_by("id"):
        yield {
            "agreement": row.agreement.public_id,
            "version": row.agreement.version,
            "side": row.side,
            "name": row.name,
            "roles": row.roles,
            "digest": row.digest,
            "origin": row.origin,
            "signed_at": row.signed_at,
        }


def _call_signers(subject: Subject) -> Iterator[str]:
    for facts in _find_signatures(subject):
        yield facts["name"]


def _bears_signature(text: str, subject: Subject) -> bool:
    return AgreementSignature.objects.filter(name__iexact=text).exclude(person_id=subject.member_id).exists()


register_holding(
    Holding(
        key="signatures",
        label=sentence("Signatures under agreements"),
        content=sentence(
            "Name as typed, roles, instant, digest of the text, and a keyed digest of the network address."
        ),
        purpose=sentence("To show which agreement binds, and who accepted it."),
        basis=LawfulBasis.CONTRACT,
        kept=sentence("As long as the agreement."),
        after_erasure=sentence("Stays with the pseudonym in place of name and address."),
        find=_find_signatures,
        called=_call_signers,
        bears=_bears_signature,
    )
)
