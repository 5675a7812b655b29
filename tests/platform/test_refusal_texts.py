"""What a refusal says beside its fields: filled once, whatever was typed."""

from steelyard.pipeline.refusals import UnknownRegion
from steelyard.platform.http.problems import field_texts


def test_braces_in_what_was_typed_are_only_braces() -> None:
    refusal = UnknownRegion(key="{DACH} {0}", fields={"region": UnknownRegion.text})
    assert "{DACH} {0}" in field_texts(refusal)["region"]


def test_words_without_fields_to_fill_stay_as_they_are() -> None:
    assert field_texts(UnknownRegion(fields={"region": "a {brace"})) == {"region": "a {brace"}
