"""Train the second opinion on needs and write its weights.

python tests/benchmarks/train_need_model.py data/lexicon/need_weights.csv [LABELLED.jsonl ...]

It learns from the phrasings beside the tests, from our own labelled entries that are not kept
apart, and from the labelled files that are named. Only characters and pairs that stand in at least
two texts become weights, as whole numbers; the same input gives the same file. Needs scikit-learn,
which the product itself does without.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from geo.datasets import data_rows
from geo.diary.phrases import folded
from geo.diary.second_opinion import SCALE, grams

HERE = Path(__file__).parents[1] / "geo" / "diary"
SLACK = 30.0
"""Inverse strength of the penalty on large weights."""
Example = tuple[str, set[str]]


def phrasings() -> list[Example]:
    """Return our own sentences and the needs they tell of."""
    with (HERE / "phrasings.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [(row["text"], set(filter(None, row["needs"].split("|")))) for row in rows]


def entries(path: Path) -> list[Example]:
    """Return the texts of a labelled file and the open needs in each, without those kept apart."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line]
    return [
        (row["text"], {need for item in row["items"] for need in item["needs"]})
        for row in rows
        if "kept" not in row.get("tags", ())
    ]


def written(examples: list[Example], target: Path) -> None:
    """Train on `examples` and write the weights to `target`, one character or pair a line."""
    categories = [row["category"] for row in data_rows("lexicon/category_traits.csv")]
    vectors = CountVectorizer(analyzer=lambda text: grams(folded(text)), min_df=2, binary=True)
    table = normalize(vectors.fit_transform([text for text, _ in examples]).astype(float))
    names = vectors.get_feature_names_out()
    weights = np.zeros((len(categories), len(names) + 1))
    for place, category in enumerate(categories):
        model = LogisticRegression(C=SLACK, class_weight="balanced", max_iter=400)
        model.fit(table, [category in needs for _, needs in examples])
        weights[place] = [*model.intercept_, *model.coef_[0]]
    whole = np.rint(weights * SCALE).astype(int)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["gram", "weights"])
        signs = zip(["", *names], whole.T, strict=True)
        writer.writerows([sign, " ".join(map(str, row))] for sign, row in signs if "\n" not in sign)


if __name__ == "__main__":
    files = [HERE / "own_entries.jsonl", *map(Path, sys.argv[2:])]
    known = [*phrasings(), *(example for path in files for example in entries(path))]
    written(known, Path(sys.argv[1]))
