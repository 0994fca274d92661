"""What the page tells of one set of results."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.asked import arms_of, baseline_of, design_of, name_of, scenarios_of
from sim.analysis.wording import Words
from sim.figures.arms.subject import Study
from sim.report.page.blocks import (
    bullets,
    definitions,
    html_table,
    notice,
    paragraphs,
    picture,
    unfolding,
)
from sim.report.page.drawn import Drawn
from sim.report.page.markup import Markup, joined, tag
from sim.report.page.numbers import (
    SHOWN_ASSUMPTIONS,
    assumption_table,
    difference_tables,
    documented_table,
    evidence_table,
    summary_tables,
)
from sim.report.tables import Table

SHOWN_FAILURES = 5


@dataclass(frozen=True)
class Section:
    """One set of results: `place` counts from 1, and heads are one level lower if `several`."""

    words: Words
    study: Study
    drawn: Sequence[Drawn]
    place: int
    several: bool

    @property
    def title(self) -> str:
        """The title of the experiment."""
        experiment = self.study.answers.experiment
        return str(experiment.get("title") or experiment["name"])

    @property
    def titles(self) -> Mapping[str, str]:
        """The titles of the arms by name."""
        return arms_of(self.study.answers)

    @property
    def headings(self) -> Mapping[str, str]:
        """The headings of the parts by name, in the order in which they are read."""
        compared = self.study.comparison is not None
        names = [name for name in self._parts if compared or name != "differences"]
        return {name: self.words(name) for name in names}

    @property
    def _parts(self) -> Mapping[str, Callable[[], Markup]]:
        return {
            "question": self._question,
            "answer": self._answer,
            "differences": self._differences,
            "summary": self._summary,
            "documented": self._documented,
            "figures": self._figures,
            "arms": self._arms,
            "evidence": self._evidence,
            "provenance": self._provenance,
        }

    def html(self) -> Markup:
        """The whole section."""
        head = [tag("h2", self.title, id=f"r{self.place}")] if self.several else []
        parts = [
            joined(
                [
                    tag(self.level(0), heading, id=self.anchor(name), class_="part"),
                    self._parts[name](),
                ]
            )
            for name, heading in self.headings.items()
        ]
        label = f"r{self.place}" if self.several else None
        return tag("section", *head, *parts, aria_labelledby=label)

    def anchor(self, name: str) -> str:
        """Where a part is found."""
        return f"r{self.place}-{name}"

    def level(self, below: int) -> str:
        """The heading of a part, or one below it."""
        return f"h{2 + self.several + below}"

    def status(self) -> str:
        """How many runs there are, and whether that is all."""
        answers = self.study.answers
        seed = answers.experiment.get("seed")
        finished = f"{answers.finished:,}"
        if answers.complete:
            return self.words("runs_of", finished=finished, seed=seed)
        expected = f"{answers.expected:,}"
        return self.words("provisional", finished=finished, expected=expected, seed=seed)

    def _question(self) -> Markup:
        words, experiment = self.words, self.study.answers.experiment
        question, source = experiment.get("question"), experiment.get("source")
        scenarios = [
            words(
                "scenario_days",
                title=subject.told("titles") or subject.scenario,
                start=subject.start.isoformat(),
                end=subject.end.isoformat(),
                days=f"{subject.days:,}",
            )
            if subject.period
            else subject.scenario
            for subject in self.study.subjects()
        ]
        return joined(
            [
                paragraphs(str(question) if question else words("no_question"), class_="lead"),
                paragraphs(words("source", source=source) if source else ""),
                paragraphs(words("scenarios", names="; ".join(scenarios))),
                paragraphs(self.status() if self.several else "", class_="caveat"),
                self._warnings(),
            ]
        )

    def _warnings(self) -> Markup:
        words, answers = self.words, self.study.answers
        said: list[Markup] = []
        if not answers.complete:
            missing = f"{answers.expected - answers.finished:,}"
            expected = f"{answers.expected:,}"
            said.append(paragraphs(words("incomplete", missing=missing, expected=expected)))
        if answers.failures:
            shown = [
                words(
                    "failure",
                    scenario=one.scenario,
                    start=one.start,
                    stop=one.stop,
                    kind=one.kind,
                    error=one.error,
                )
                for one in answers.failures[:SHOWN_FAILURES]
            ]
            more = len(answers.failures) - len(shown)
            shown += [words("more_failures", number=more)] if more else []
            head = paragraphs(words("failed", number=len(answers.failures)))
            said.append(joined([head, bullets(shown)]))
        return notice(*said) if said else Markup()

    def _answer(self) -> Markup:
        words, comparison = self.words, self.study.comparison
        lead = paragraphs(words("answer_lead"))
        if comparison is None:
            return joined([lead, paragraphs(words("one_arm"))])
        notes = [words("note", note=note) for note in (*comparison.notes, *comparison.left_over)]
        return joined([lead, bullets(comparison.sentences, "answer"), paragraphs(*notes)])

    def _differences(self) -> Markup:
        comparison = self.study.comparison
        if comparison is None:
            return Markup()
        tables = difference_tables(self.words, comparison.effects, self.titles)
        key = paragraphs(self.words("differences_key"), class_="key")
        return joined([*(html_table(one) for one in tables), key])

    def _summary(self) -> Markup:
        several = len(scenarios_of(self.study.answers)) > 1
        tables = [
            html_table(table, merged=1)
            for subject in self.study.subjects()
            for table in summary_tables(self.words, subject, several)
        ]
        return joined([*tables, paragraphs(self.words("summary_key"), class_="key")])

    def _documented(self) -> Markup:
        several = len(scenarios_of(self.study.answers)) > 1
        found = (
            documented_table(self.words, subject, several) for subject in self.study.subjects()
        )
        tables = [html_table(table, merged=3) for table in found if table is not None]
        if not tables:
            return paragraphs(self.words("no_documented"))
        return joined([*tables, paragraphs(self.words("documented_key"), class_="key")])

    def _figures(self) -> Markup:
        words = self.words
        several = len(scenarios_of(self.study.answers)) > 1
        scenarios = {one.scenario: one.told("titles") for one in self.study.subjects()}
        arms = ", ".join(self.titles.values())
        shown, left_out = [], []
        for one in self.drawn:
            if not one.content:
                left_out.append(one.picture.name)
                continue
            caption = words(f"figure_{one.picture.kind}")
            if several:
                title = scenarios[one.picture.scenario] or one.picture.scenario
                caption = words("figure_in", scenario=title, caption=caption)
            alternative = words("figure_alternative", caption=caption, arms=arms)
            shown.append(picture(one.format, one.content, caption, alternative))
        if left_out:
            names = ", ".join(left_out)
            shown.append(paragraphs(words("figures_left_out", number=len(left_out), names=names)))
        return joined(shown)

    def _arms(self) -> Markup:
        words, answers = self.words, self.study.answers
        baseline = baseline_of(answers)
        told: Any = answers.experiment.get("arms") or ()
        why = {str(one["name"]): str(one.get("why") or "") for one in told}
        rows = [
            (
                words("baseline_mark", title=title) if name == baseline else title,
                name,
                why.get(name, ""),
            )
            for name, title in self.titles.items()
        ]
        columns = tuple(words(f"column_{name}") for name in ("title", "name", "why"))
        width = len(columns) if any(row[2] for row in rows) else len(columns) - 1
        shown = tuple(row[:width] for row in rows)
        table = Table(words("arms"), columns[:width], shown)
        inputs = [
            unfolding(words("input", name=name, lines=f"{len(text.splitlines()):,}"), text)
            for name, text in answers.inputs.items()
        ]
        head = [tag(self.level(1), words("inputs"))] if inputs else []
        key = paragraphs(words("arms_key"), class_="key")
        return joined([html_table(table, False), key, *head, *inputs])

    def _evidence(self) -> Markup:
        words = self.words
        counted = evidence_table(words, self.study)
        parts = [html_table(counted, False)] if counted else []
        parts.append(paragraphs(words("evidence_key"), class_="key"))
        table = assumption_table(words, self.study, self.titles)
        if table is None or self.study.sensitivity is None:
            return joined([*parts, paragraphs(words("nothing_varied"))])
        found = self.study.sensitivity
        method = words(f"method_{found['method'].iloc[0]}")
        number, whole = min(SHOWN_ASSUMPTIONS, len(table.rows)), found["factor"].nunique()
        key = words("assumptions_key", method=method, number=number, all=f"{whole:,}")
        head = tag(self.level(1), words("assumptions"))
        return joined([*parts, head, html_table(table, False), paragraphs(key, class_="key")])

    def _provenance(self) -> Markup:
        words, answers = self.words, self.study.answers
        experiment, provenance = answers.experiment, answers.provenance
        name = name_of(answers)
        points = max(len(answers.cells(scenario)) for scenario in scenarios_of(answers))
        kind = str(design_of(answers).get("kind"))
        size = {"runs": f"{experiment.get('runs'):,}", "arms": len(answers.arms)}
        design = words("design_none", **size)
        if kind != "none":
            design = words("design_of", kind=kind, points=f"{points:,}", **size)
        versions: Any = provenance.get("versions") or {}
        inputs = [
            f"{file} {hashlib.sha256(text.encode()).hexdigest()}"
            for file, text in answers.inputs.items()
        ]
        entries = {
            words("experiment_name"): name,
            words("results"): answers.url,
            words("design"): design,
            words("seed"): str(experiment.get("seed")),
            words("engine"): _code(str(provenance.get("engine_sha256", ""))),
            words("fingerprint"): _code(str(provenance.get("arithmetic", ""))),
            words("versions"): ", ".join(f"{key} {said}" for key, said in versions.items()),
            words("files"): joined((_code(one) for one in inputs), "<br>"),
            words("again"): _code(
                shlex.join(
                    [
                        "parley",
                        "sweep",
                        f"experiments/{name}.yaml",
                        "--runs",
                        str(experiment.get("runs")),
                    ]
                )
            ),
        }
        return definitions(entries)


def _code(text: str) -> Markup:
    return tag("code", text) if text else Markup()
