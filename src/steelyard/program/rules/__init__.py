"""Rules as typed data: the base of every rulebook, how two versions differ, and conditions where typed settings do not reach."""

from steelyard.program.rules.conditions import LONGEST, Condition, ConditionInvalid, Fact, FactKind, Vocabulary
from steelyard.program.rules.rulebook import (
    FieldChange,
    Rulebook,
    RulePart,
    RuleSentence,
    SentenceChange,
    compare_fields,
    compare_sentences,
    invalid,
    key_label,
    label_of,
    setting,
    word_of,
)
from steelyard.program.rules.terms import Term

__all__ = [
    "LONGEST",
    "Condition",
    "ConditionInvalid",
    "Fact",
    "FactKind",
    "FieldChange",
    "RulePart",
    "RuleSentence",
    "Rulebook",
    "SentenceChange",
    "Term",
    "Vocabulary",
    "compare_fields",
    "compare_sentences",
    "invalid",
    "key_label",
    "label_of",
    "setting",
    "word_of",
]
