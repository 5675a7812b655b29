"""Ids as the outside sees them: they say what they are of, and tell nothing when they are of nothing."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.kernel.ids import parse_public_id, public_id
from steelyard.kernel.refusals import NotFound

ID = UUID("01938c2e-7a3f-7000-8abc-0123456789ab")


def test_an_id_is_written_in_crockfords_letters() -> None:
    assert public_id("dealreg", UUID(int=0)) == "dealreg_" + "0" * 26
    assert public_id("dealreg", UUID(int=31)) == "dealreg_" + "0" * 25 + "z"
    assert public_id("dealreg", UUID(int=(1 << 128) - 1)) == "dealreg_7" + "z" * 25
    assert public_id("dealreg", ID) == "dealreg_01je62wyhze008nf014d2pf2db"


@given(st.uuids(), st.sampled_from(["dealreg", "saved_view"]))
def test_an_id_comes_back(value: UUID, prefix: str) -> None:
    assert parse_public_id(prefix, public_id(prefix, value)) == value
    assert parse_public_id(prefix, f"{prefix}_{public_id('', value)[1:].upper()}") == value


@pytest.mark.parametrize(
    "text",
    [
        "", "_", "dealreg", "dealreg_", "partner_01je62wyhze008nf014d2pf2db", "dealreg_01je62wyhze008nf014d2pf2d",
        "dealreg_01je62wyhze008nf014d2pf2dbb", "dealreg_01je62wyhze008nf014d2pf2di", "dealreg_8" + "0" * 25,
        "01je62wyhze008nf014d2pf2db", "dealreg01je62wyhze008nf014d2pf2db", "x_dealreg_01je62wyhze008nf014d2pf2db",
    ],
)  # fmt: skip
def test_what_is_no_id_of_its_kind_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        parse_public_id("dealreg", text)
