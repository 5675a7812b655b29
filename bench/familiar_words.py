"""Count which words tell several companies apart: the list `frequent` of `companies/policies/familiar.toml`.

    python -m bench.familiar_words NAMES.csv [NAMES.csv ...]

Reads the column `name` of lists of companies and prints the distinctive words that at least three differently named companies
have. Such a word is a name or a word of its own, not a slip of the pen for another.
"""

import argparse
import csv
from collections import Counter
from pathlib import Path

from steelyard.companies.policies.normalization import normalize_name
from steelyard.companies.policies.vocabulary import WordClass

LEAST_COMPANIES = 3


def count_companies(files: list[Path]) -> Counter[str]:
    """Return for each distinctive word how many different names it stands in."""
    names = {}
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                name = normalize_name(row["name"])
                names[name.words] = name
    words: Counter[str] = Counter()
    for name in names.values():
        classes = zip(name.spelled, name.classes, strict=True)
        words.update({word for word, word_class in classes if word_class is WordClass.DISTINCTIVE and len(word) > 3})
    return words


def main() -> None:
    """Print the words, sorted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    words = count_companies(parser.parse_args().files)
    print(*sorted(word for word, companies in words.items() if companies >= LEAST_COMPANIES), sep="\n")


if __name__ == "__main__":
    main()
