"""What the conditions of the rulebook may speak of: the partner and the deal, never what others have claimed."""

from steelyard.deals.terms import EvidenceKind, RegistrationType
from steelyard.kernel.refusals import sentence
from steelyard.program.rules import Fact, FactKind, Vocabulary

VOCABULARY = Vocabulary(
    Fact("role", FactKind.TEXT, sentence("The partner's role in the deal"), words=tuple(RegistrationType)),
    Fact("family", FactKind.TEXT, sentence("The product line that is decided"), catalog="families"),
    Fact("families", FactKind.TEXTS, sentence("All product lines of the registration"), catalog="families"),
    Fact("value", FactKind.NUMBER, sentence("The deal's value in the program's currency")),
    Fact("currency", FactKind.TEXT, sentence("The currency that the partner named")),
    Fact("region", FactKind.TEXT, sentence("The region of the deal"), catalog="regions"),
    Fact("country", FactKind.TEXT, sentence("The customer's country, such as DE")),
    Fact("division", FactKind.TEXT, sentence("The part of the company, if not the whole")),
    Fact("public_tender", FactKind.TRUTH, sentence("It is a published tender")),
    Fact("evidence", FactKind.TEXTS, sentence("Kinds of evidence that are attached"), words=tuple(EvidenceKind)),
    Fact("days_to_close", FactKind.WHOLE, sentence("Days from the submission to the close date")),
    Fact("submitted_at", FactKind.INSTANT, sentence("When it was submitted")),
    Fact("tier", FactKind.TEXT, sentence("The partner's tier"), catalog="tiers"),
    Fact("partner_types", FactKind.TEXTS, sentence("The partner's types"), catalog="partner_types"),
    Fact("partner_region", FactKind.TEXT, sentence("The partner's own region"), catalog="regions"),
    Fact("certified_families", FactKind.TEXTS, sentence("What the partner is certified for"), catalog="families"),
    Fact("live_registrations", FactKind.WHOLE, sentence("The partner's live registrations")),
    Fact("earlier_rejections", FactKind.WHOLE, sentence("Earlier rejections of the same, of late")),
)
