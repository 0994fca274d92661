"""Files of events: what is read, and everything that is refused, with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sim.analysis.series import load_events
from sim.analysis.series.columns import GED as GED_TABLE
from sim.analysis.series.csv_text import LARGEST
from sim.analysis.series.documented import Window, as_documented
from sim.scenario.problems import UserError

GED = (
    "id,relid,year,type_of_violence,conflict_name,side_a,side_b,where_prec,latitude,longitude,"
    "country,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,"
    "best,high,low"
)


def ged_row(number: int, start: str = "2015-01-02", end: str = "", **changes: object) -> str:
    cells = {
        "id": number, "relid": f"AZE-{number}", "year": 2015, "type_of_violence": 1,
        "conflict_name": "Azerbaijan: Nagorno-Karabakh", "side_a": "Government of Azerbaijan",
        "side_b": "Republic of Artsakh", "where_prec": 2, "latitude": 40.1, "longitude": 46.7,
        "country": "Azerbaijan", "date_prec": 1, "date_start": start, "date_end": end or start,
        "deaths_a": 1, "deaths_b": 2, "deaths_civilians": 0, "deaths_unknown": 0, "best": 3,
        "high": 5, "low": 2,
    } | changes  # fmt: skip
    assert list(cells) == GED.split(",")
    return ",".join(str(cell) for cell in cells.values())


def write(folder: Path, *lines: str) -> Path:
    file = folder / "events.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def problems(file: Path, **options: tuple[str, ...]) -> list[str]:
    with pytest.raises(UserError) as caught:
        load_events(file, **options)
    return [problem.render() for problem in caught.value.problems]


def test_ged_events_are_read(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        GED,
        ged_row(1, "2015-01-02 00:00:00.000"),
        ged_row(2, "2015-02-01", "2015-02-10", deaths_civilians=7, best=10, high=10),
    )
    events = load_events(file)
    assert (len(events), events.start, events.end) == (2, date(2015, 1, 2), date(2015, 2, 10))
    assert events.deaths.tolist() == [3, 10]
    assert events.low.tolist() == [2, 2]
    assert events.high.tolist() == [5, 10]
    assert {side: int(dead.sum()) for side, dead in events.by_side.items()} == {
        "Government of Azerbaijan": 2,
        "Republic of Artsakh": 4,
        "civilians": 7,
    }
    assert ["1 of 2 events, with 10 of 13 deaths" in one.message for one in events.warnings] == [
        True
    ]


def test_the_older_names_of_the_estimates_are_known(tmp_path: Path) -> None:
    header = GED.replace(",best,high,low", ",best_est,high_est,low_est")
    events = load_events(write(tmp_path, header, ged_row(1)))
    assert (events.deaths[0], events.low[0], events.high[0]) == (3, 2, 5)


def test_long_events_go_to_their_first_day_or_are_laid_out(tmp_path: Path) -> None:
    events = load_events(
        write(tmp_path, "date,date_end,deaths,side", "2015-01-01,2015-01-04,2,A", "2015-01-03,,1,B")
    )
    first, even = events.daily(), events.daily(long_events="even")
    assert first.deaths.tolist() == [[2, 0, 1, 0]]
    assert first.incidents.tolist() == [[1, 0, 1, 0]]
    assert even.deaths.tolist() == [[0, 1, 1, 1]]
    assert even.incidents.tolist() == [[0, 1, 1, 1]]
    assert even.deaths.sum() == first.deaths.sum()
    wider = events.daily(date(2014, 12, 31), date(2015, 1, 2))
    assert wider.deaths.tolist() == [[0, 2, 0]]


def test_a_plain_file_may_give_months_a_mark_and_quotes(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    text = 'date,deaths,side\r\n2014-08,14,"Azerbaijan, armed forces"\r\n2014-08-02,0,\r\n'
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    events = load_events(file)
    assert events.deaths.tolist() == [14, 0]
    assert list(events.by_side) == ["Azerbaijan, armed forces"]
    assert events.end == date(2014, 8, 31)


def test_rows_can_be_chosen(tmp_path: Path) -> None:
    other = ged_row(2, conflict_name="Elsewhere", country="Georgia", date_start="nonsense")
    file = write(tmp_path, GED, ged_row(1), other)
    assert len(load_events(file, only=("country=Azerbaijan",))) == 1
    assert problems(file, only=("country=Azerbaijann",)) == [
        "--only country=Azerbaijann: no row has `Azerbaijann` in `country`;"
        " did you mean `Azerbaijan`?"
    ]
    assert "did you mean `country`?" in problems(file, only=("contry=Georgia",))[0]
    assert "expected COLUMN=VALUE" in problems(file, only=("country",))[0]


def test_several_conflicts_are_told(tmp_path: Path) -> None:
    file = write(tmp_path, GED, ged_row(1), ged_row(2, conflict_name="Elsewhere"))
    assert "2 conflicts" in load_events(file).warnings[0].message


def test_everything_wrong_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "date,deaths,side",
        "2015-01-01,-1,A",
        "2015-02-30,2,A",
        "31/12/2015,x,B",
        "",
        "2015-03-02,2,A",
        "2015-03-02,2,A",
        "2015-03,5,A",
        "2015-04-01,1",
        "date,deaths,side",
        '2015-05-01,"1,5",A',
        "2015-05-02,,A",
        "1015-05-02,1,A",
    )
    found = problems(file)
    for line, words in (
        (2, "-1, below zero"),
        (3, "there is no day `2015-02-30`"),
        (4, "`31/12/2015` is not a date; write dates as 2014-08-01"),
        (4, "`deaths` is `x`, not a whole number"),
        (7, "the same row stands already in line 6"),
        (8, "2015-03-01 to 2015-03-31 overlaps 2015-03-02 in line 6"),
        (9, "2 cells, the header 3"),
        (10, "the names of the columns stand here again"),
        (11, "`deaths` is `1,5`, not a whole number; write whole numbers without separators"),
        (12, "`deaths` is empty; write 0 if nobody died"),
        (13, "outside the years 1800 to 2200"),
    ):
        assert any(one.startswith(f"{file}:{line}: ") and words in one for one in found), words
    assert len(found) == 11


def test_months_that_overlap_are_refused_either_way_round(tmp_path: Path) -> None:
    head = "date,deaths,side"
    assert "overlaps" in problems(write(tmp_path, head, "2015-03,5,A", "2015-03-04,1,A"))[0]
    assert "overlaps" in problems(write(tmp_path, head, "2015-03,5,A", "2015-03,6,A"))[0]
    spans = "date,date_end,deaths,side"
    wrong = write(tmp_path, spans, "2015-03-01,2015-04-10,5,A", "2015-04-01,2015-04-30,6,A")
    assert ":3: 2015-04-01 to 2015-04-30 overlaps" in problems(wrong)[0]
    load_events(write(tmp_path, head, "2015-03,5,A", "2015-03,6,B", "2015-04-01,1,A"))


def test_ged_rows_are_checked(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        GED,
        ged_row(1),
        ged_row(1),
        ged_row(2, "2015-03-02", "2015-03-01"),
        ged_row(3, date_prec=7, type_of_violence=4, latitude=123.4),
        ged_row(4, deaths_b=-2),
        ged_row(5, id=""),
    )
    found = problems(file)
    for words in (
        ":3: the event `1` stands already in line 2",
        ":4: the event ends before it starts",
        ":5: `date_prec` is `7`; its codes are 1 to 5",
        ":5: `type_of_violence` is `4`",
        ":5: `latitude` is `123.4`",
        ":6: `deaths_b` is -2",
        ":7: `id` is empty",
    ):
        assert any(words in one for one in found), words


def test_many_problems_are_cut_off(tmp_path: Path) -> None:
    file = write(tmp_path, "date,deaths,side", *(f"2015-01-01,-{n},A" for n in range(1, 46)))
    found = problems(file)
    assert len(found) == 21
    assert found[-1] == f"{file}:22: and 25 more problems"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date,death,side\n2015-01-01,1,A\n", "no column `deaths`; did you mean it with `death`?"),
        ("date,deaths\n2015-01-01,1\n", "there is no column `side`; a plain table needs"),
        ("date;deaths;side\n2015-01-01;1;A\n", ":1: the columns are separated by semicolons"),
        ("date\tdeaths\tside\n2015-01-01\t1\tA\n", "separated by tabs"),
        ("2015-01-01,1,A\n", "not the names of the columns"),
        ("date,deaths,deaths,side\n", "there are 2 columns `deaths`"),
        ("date,deaths,side\n", "names columns and holds no events"),
        ('date,deaths,side\n2015-01-01,1,"A\n', ":2: a quote that opens here is never closed"),
        ("", "this file is empty"),
        ("\n \n", "this file is empty"),
        ("a\0b", "a binary file"),
        ("PK\x03\x04xx", "a ZIP archive or an Excel workbook"),
        (GED.replace("date_start", "datestart") + "\n", "no column `date_start`"),
        (GED.replace(",deaths_a", "").replace(",best", "") + "\n", "no column `best`"),
    ],
)
def test_files_that_are_no_events(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "events.csv"
    file.write_bytes(text.encode())
    found = problems(file)
    assert any(words in one for one in found), found
    assert all(one.startswith(str(file)) for one in found)


def test_encodings_are_named(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_bytes("date,deaths,side\n2015-01-01,1,Arménie\n".encode("cp1252"))
    found = problems(file)[0]
    assert found.startswith(f"{file}:2: this is not UTF-8, with or without a byte order mark")
    assert "which is what was tried" in found
    assert "Windows-1251" in found
    file.write_bytes("date,deaths,side\n".encode("utf-16"))
    assert "UTF-16" in problems(file)[0]


def test_places_that_are_no_files(tmp_path: Path) -> None:
    write(tmp_path, "date,deaths,side", "2015-01-01,1,A")
    assert "did you mean `events.csv`?" in problems(tmp_path / "event.csv")[0]
    assert "this is a folder" in problems(tmp_path)[0]
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.write(b"date,deaths,side\n")
        file.truncate(LARGEST + 1)
    assert "is the most that is read" in problems(huge)[0]


def test_the_page_on_series_is_true(root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "how-to" / "use-a-series-of-events.md").read_text(encoding="utf-8")
    table, written = (page.split(f"```{kind}\n")[1].split("```")[0] for kind in ("csv", "yaml"))
    window = Window(date(2030, 3, 1), date(2030, 5, 31))
    assert as_documented(load_events(write(tmp_path, table.strip())), [window]) == written
    for column in GED_TABLE.needed:
        assert f"`{column}`" in page
