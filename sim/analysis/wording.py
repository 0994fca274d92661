"""Every phrase that the analysis says, by its key: to translate it, translate this file."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # A sentence for an arm: what it is held against, then clauses.
    "sentence": "{arm}: in the model, {clauses}.",
    "sentence_of": "{scenario}, {arm}: in the model, {clauses}.",
    "between_clauses": "; ",
    # Clauses of an outcome that changed.
    "fewer_percent": "{size}% fewer {label} [{low}, {high}]",
    "more_percent": "{size}% more {label} [{low}, {high}]",
    "fewer": "{size} fewer {label} a run [{low}, {high}]",
    "more": "{size} more {label} a run [{low}, {high}]",
    "lower": "{label} lower by {size} [{low}, {high}]",
    "higher": "{label} higher by {size} [{low}, {high}]",
    "shorter": "{label} lower by {size} [{low}, {high}] on average within {horizon} days",
    "longer": "{label} higher by {size} [{low}, {high}] on average within {horizon} days",
    "rarer": (
        "{label} in {arm} of runs instead of {baseline}, {size} percentage points fewer"
        " [{low}, {high}]"
    ),
    "oftener": (
        "{label} in {arm} of runs instead of {baseline}, {size} percentage points more"
        " [{low}, {high}]"
    ),
    # Lists of outcomes that did not.
    "undetected": "no detectable change in {items}",
    "equivalent": "no change beyond the margin in {items}",
    "identical": "the same in every pair of runs: {items}",
    "identical_unpaired": "the same in every run: {items}",
    "unobserved": "not observed in both: {items}",
    "unsure": "too few runs to tell: {items}",
    "between_items": ", ",
    "item": "{label} [{low}, {high}]",
    "item_percent": "{label} [{low}%, {high}%]",
    "item_points": "{label} [{low}, {high} percentage points]",
    "within_margin": "{item} (±{margin})",
    "within_margin_percent": "{item} (±{margin}%)",
    "within_margin_points": "{item} (±{margin})",
    # What qualifies a clause.
    "remarks": "{clause} ({remarks})",
    "between_remarks": "; ",
    "points_agree": (
        "the same way at {same} of the design's {points} points, the other way at {other}"
    ),
    "not_adjusted": "could be chance among {tests} comparisons",
    "small": "within the margin of ±{margin}",
    "some_pairs": "in the {number} of {all} pairs where both have it",
    # What an outcome is called within a sentence.
    "at_least": "{label} of at least {category}",
    "category": "{label} {category}",
    "best_agreement/cbm": "an agreement above a statement",
    "peak_rung/operation": "an operation or war",
    "peak_rung/war": "war on a front",
    "best_agreement/none": "no document signed",
    "held_by/none": "no truce held",
    # What may keep rows from being paired.
    "other_seed": "the seeds differ, so no two runs share their luck",
    "other_points": "the points of the designs differ, so that runs cannot be paired",
    "independent": "{arm} and {against} are compared as independent samples: {why}",
    "of_scenario": "{scenario}: ",
    "alone": "{number} row of {arm} has no partner ({rows})",
    "alone_many": "{number} rows of {arm} have no partner ({rows})",
    "row": "cell {cell} run {run}",
    "and_more": " and {number} more",
    "incomplete": "{name} is not complete: what is missing may change these numbers",
    # Sensitivity.
    "unsettled": "not settled: more points are needed",
    "no_index": "it does not vary, or complete points are too few",
    "ranks_of_levels": "levels are taken in their order",
}
