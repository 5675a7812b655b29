"""Report how good and how fast company matching is, on labelled pairs and on lists of distinct companies.

    python bench/company_match_quality.py pairs PAIRS.csv [PAIRS.csv ...]
    python bench/company_match_quality.py names COMPANIES.csv

`pairs` reads two names and a label (columns `name_a,name_b,verdict` or `name1,name2,is_match`) and prints precision, recall and
F1 of the verdict *same*, for the file and for its two halves (odd and even rows). `names` reads `name` and `domain` and prints
how many candidates the match keys bring, and how often two companies with different domains are called the same by name alone.
"""

import argparse
import csv
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from steelyard.companies.policies import company_domain, compare, prepare
from steelyard.companies.policies.keys import compute_prepared_keys
from steelyard.companies.terms import CompanyProfile, Verdict

ORGANISATIONS = ("Organization", "Company", "LegalEntity")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("pairs", "names"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", action="store_true", help="list every wrong answer")
    arguments = parser.parse_args()
    for path in arguments.files:
        report = report_pairs if arguments.what == "pairs" else report_names
        report(path, show=arguments.show)


def judge_pairs(path: Path, *, show: bool = False) -> list[tuple[bool, bool]]:
    """Return, for each labelled pair of organizations, whether it is the same and whether the matcher said so."""
    judged = []
    for row in read(path):
        if row.get("schema") and row["schema"] not in ORGANISATIONS:
            continue
        a, b = row.get("name_a") or row["name1"], row.get("name_b") or row["name2"]
        truth = (row.get("verdict") or row["is_match"]).lower() in ("same", "true", "1")
        result = compare(prepare(CompanyProfile(a)), prepare(CompanyProfile(b)))
        said = result.verdict is Verdict.SAME
        judged.append((truth, said))
        if show and truth != said:
            print(f"  {'missed' if truth else 'false'}: {a} | {b} ({result.verdict} {result.probability:.2f})")
    return judged


def score(judged: Sequence[tuple[bool, bool]]) -> float:
    """Return F1 of *same*."""
    right, wrong = judged.count((True, True)), judged.count((False, True)) + judged.count((True, False))
    return 2 * right / ((2 * right + wrong) or 1)


def report_pairs(path: Path, *, show: bool) -> None:
    """Print precision, recall and F1 of *same* on one labelled file."""
    judged = judge_pairs(path, show=show)
    print(f"{path.name}: {len(judged)} pairs")
    for name, part in (("all", judged), ("even rows", judged[::2]), ("odd rows", judged[1::2])):
        right, false, missed = (part.count(kind) for kind in ((True, True), (False, True), (True, False)))
        precision, recall = right / ((right + false) or 1), right / ((right + missed) or 1)
        print(f"  {name:10} precision {precision:.3f}  recall {recall:.3f}  F1 {score(part):.3f}", end="")
        print(f"  ({right} right, {false} false, {missed} missed)")


def report_names(path: Path, *, show: bool) -> None:
    """Print candidate counts, speed, and false *same* by name alone, on a list of distinct companies."""
    rows = read(path)
    started = time.perf_counter()
    prepared = [prepare(CompanyProfile(row["name"])) for row in rows]
    prepared_in = time.perf_counter() - started
    keys = [compute_prepared_keys(one) for one in prepared]
    keyed_in = time.perf_counter() - started - prepared_in
    companies_of = defaultdict(list)
    for position, some in enumerate(keys):
        for key in some:
            companies_of[key].append(position)
    candidates = [{other for key in some for other in companies_of[key]} for some in keys]
    pairs = [(a, b) for a, others in enumerate(candidates) for b in others if a < b]
    started = time.perf_counter()
    results = [compare(prepared[a], prepared[b]) for a, b in pairs]
    compared_in = time.perf_counter() - started
    counts = sorted(map(len, candidates))
    largest = Counter({key: len(some) for key, some in companies_of.items()}).most_common(3)
    print(f"{path.name}: {len(rows)} companies")
    for step, seconds, count in (
        ("prepare", prepared_in, len(rows)),
        ("keys", keyed_in, len(rows)),
        ("compare", compared_in, len(pairs)),
    ):
        print(f"  {step} {1e6 * seconds / (count or 1):.0f} us each, {count} of them")
    print(f"  keys per company {sum(map(len, keys)) / len(rows):.1f}, largest {largest}")
    print(f"  candidates p50 {counts[len(counts) // 2]}, p99 {counts[len(counts) * 99 // 100]}, max {counts[-1]}")
    print(f"  verdicts {dict(Counter(str(result.verdict) for result in results))}")
    domains = [company_domain(row["domain"]) for row in rows]
    wrong: Counter[str] = Counter()
    still_wrong = 0
    for (a, b), result in zip(pairs, results, strict=True):
        if result.verdict is Verdict.SAME and domains[a] and domains[b] and domains[a] != domains[b]:
            wrong[result.evidence[min(1, len(result.evidence) - 1)].code] += 1
            whole = [CompanyProfile(rows[i]["name"], domains=(domains[i] or "",)) for i in (a, b)]
            still_wrong += compare(prepare(whole[0]), prepare(whole[1])).verdict is Verdict.SAME
            if show:
                print(f"  same: {rows[a]['name']} ({domains[a]}) | {rows[b]['name']} ({domains[b]})")
    every = len(rows) * (len(rows) - 1) // 2
    print(f"  same by name alone with different domains: {wrong.total()} of {every} pairs {dict(wrong)}")
    print(f"  the same pairs when the domains are told: {still_wrong}")
    sample = random.Random(1).sample(range(len(rows)), min(300, len(rows)))
    unseen = [
        (a, b)
        for a, b in combinations(sample, 2)
        if b not in candidates[a] and compare(prepared[a], prepared[b]).verdict is Verdict.SAME
    ]
    print(f"  same but without a common key, among {len(sample) * (len(sample) - 1) // 2} random pairs: {len(unseen)}")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
