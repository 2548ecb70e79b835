"""``continuum calendar``: an iCalendar file that other programs read, the same bytes every time."""

from __future__ import annotations

import builtins
import datetime as dt
import json
from pathlib import Path
from typing import Any

import icalendar
import pytest

from kg.cli.main import main

ROOT = Path(__file__).parents[2]
LIFTER = str(ROOT / "examples" / "lifter_five_days.yaml")


def printed(capfd: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["calendar", *words]) == 0
    out, err = capfd.readouterr()
    assert err == ""
    return out


def events(text: str) -> list[Any]:
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


def changed(tmp_path: Path, old: str, new: str) -> str:
    file = tmp_path / "case.yaml"
    text = Path(LIFTER).read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return str(file)


def test_the_week_is_repeated_up_to_the_reassessment(capfd: pytest.CaptureFixture[str]) -> None:
    found = events(printed(capfd, LIFTER))
    weekly = [one for one in found if "RRULE" in one]
    assert [one["DTSTART"].dt for one in weekly] == [
        dt.date(2026, 3, 2),
        dt.date(2026, 3, 3),
        dt.date(2026, 3, 5),
        dt.date(2026, 3, 7),
        dt.date(2026, 3, 8),
    ]
    for one in weekly:
        assert one["RRULE"] == {"FREQ": ["WEEKLY"], "COUNT": [6]}
        last = one["DTSTART"].dt + dt.timedelta(weeks=5)
        assert last < dt.date(2026, 4, 13)
    (again,) = [one for one in found if one["SUMMARY"] == "Reassessment"]
    assert again["DTSTART"].dt == dt.date(2026, 4, 13)
    assert "Overhead squat assessment" in again["DESCRIPTION"]
    goals = [one for one in found if one["SUMMARY"].startswith("Goal: ")]
    assert [one["DTSTART"].dt for one in goals] == [dt.date(2026, 4, 13)] * 2


def test_an_entry_says_what_to_do_before_which_lift(capfd: pytest.CaptureFixture[str]) -> None:
    upper = events(printed(capfd, LIFTER))[1]
    assert upper["SUMMARY"] == "Correctives: Upper body focus"
    assert "Before a main lift, Bench press:\n- Floor prone cobra" in upper["DESCRIPTION"]


def test_the_same_case_gives_the_same_bytes(capfd: pytest.CaptureFixture[str]) -> None:
    assert printed(capfd, LIFTER) == printed(capfd, LIFTER)


def test_a_changed_program_of_a_client_keeps_the_uids(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    other = changed(tmp_path, "minutes: 30", "minutes: 20")
    uids = [one["UID"] for one in events(printed(capfd, LIFTER))]
    assert len(set(uids)) == len(uids)
    assert [one["UID"] for one in events(printed(capfd, other))] == uids


def test_two_clients_never_share_a_uid(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    other = changed(tmp_path, "client: lifter-1", "client: lifter-2")
    one = {one["UID"] for one in events(printed(capfd, LIFTER))}
    assert not one & {one["UID"] for one in events(printed(capfd, other))}


def test_sessions_may_begin_at_a_time_of_the_day(capfd: pytest.CaptureFixture[str]) -> None:
    found = events(printed(capfd, LIFTER, "--at", "07:30"))
    assert found[0]["DTSTART"].dt == dt.datetime(2026, 3, 2, 7, 30)  # noqa: DTZ001 - floating
    assert found[0]["DURATION"].dt >= dt.timedelta(minutes=10)
    assert found[-1]["DTSTART"].dt == dt.date(2026, 4, 13)


def test_json_holds_the_same_entries(capfd: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(printed(capfd, LIFTER, "--json"))
    assert [row["uid"] for row in rows] == [one["UID"] for one in events(printed(capfd, LIFTER))]
    assert rows[0]["start"] == "2026-03-02"
    assert rows[0]["weeks"] == 6


def test_a_case_without_a_date_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = changed(tmp_path, "date: 2026-03-02\n", "")
    assert main(["calendar", file]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"{file}: no date: a calendar begins with the day of the assessment; "
        "allowed: a case with a line such as `date: 2026-03-02`\n"
    )


def test_a_referred_client_has_no_calendar(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", str(ROOT / "examples" / "red_flag.yaml")]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "continuum: there is no program, so there is nothing for a calendar\n"


@pytest.mark.parametrize("time", ["25:00", "noon", ""])
def test_a_wrong_time_is_refused(time: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["calendar", LIFTER, "--at", time])
    assert stop.value.code == 2
    assert "no time of the day" in capsys.readouterr().err


def test_a_missing_library_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "icalendar":
            raise ImportError(name=name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    assert main(["calendar", LIFTER]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "continuum: a calendar needs icalendar, which is not installed; "
        "install the extra “calendar”\n"
    )


def test_words_of_a_goal_cannot_break_out_of_their_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    hostile = "END:VEVENT;X,\\\\nBEGIN:VEVENT"
    file = changed(
        tmp_path, "text: Knees over the feet in the overhead squat", f"text: '{hostile}'"
    )
    found = events(printed(capfd, file))
    assert len(found) == 8
    assert f"Goal: {hostile}" in {str(one["SUMMARY"]) for one in found}
