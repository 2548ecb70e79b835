"""Doses as people write them: sets, repetitions, holds, rests, tempo, sides, loads, frequency.

Only the forms of writing stand here, no word of the field. Every form takes its words out of the
text; what is left over is returned, so that nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

__all__ = ["DoseReading", "read_dose", "tidy"]

Values: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[re.Match[str]], Mapping[str, Any]]

_TAKEN: Final = " ␟ "
_POUND: Final = 0.45359237
_YARD: Final = 0.9144
_FOOT: Final = 0.3048
_WEEK: Final = 7
#: Below it, two falling numbers such as ``40/20`` are seconds of work and rest.
_LEAST_INTERVAL: Final = 10
#: From it on, a first number of ``10x3`` is likelier the repetitions.
_MANY_SETS: Final = 8
_LONGEST_HOLD_MINUTES: Final = 5
_NUMBER_WORDS: Final = {
    word: str(number)
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
} | {"twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30"}
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_LETTERS: Final = {"m": "mon", "t": "tue", "w": "wed", "th": "thu", "f": "fri"}

_N: Final = r"(\d{1,4}(?:\.\d+)?)"
_R: Final = rf"{_N}(?:\s*(?:-|to)\s*{_N})?"
_S: Final = r"\s*-?\s*(?:s|secs?|seconds?|\"|'')(?![a-z])"
_M: Final = r"\s*-?\s*(?:mins?|minutes?)(?![a-z])"
#: A time as one group, to be read by :func:`_seconds`.
_T: Final = (
    rf"(?P<time>\d+{_S}\s*-\s*\d+{_M}|\d+'\s*\d+\"|\d{{1,2}}:\d\d(?!:)|:\d\d"
    rf"|\d{{1,4}}(?:\s*(?:-|to)\s*\d{{1,4}})?(?:{_S}|{_M})|\d{{1,2}}'(?!'))"
)
_X: Final = r"\s*x\s*"
_SETS: Final = r"\s*(?:sets?|rounds?)"
_REPS: Final = r"\s*(?:reps?|repetitions?|times|cycles|leg|count)(?![a-z])"
_EACH: Final = (
    r"(?:/|\bper\b|\beach\b|\bea\b|\be/|\bp/|\bfor each\b|\bon each\b|\beither\b|\bevery\b)"
)


@dataclass(frozen=True)
class DoseReading:
    """What a text says of a dose.

    Attributes:
        values: the parts of the dose by name; times in seconds, distances in metres, loads in
            kilograms; a list of two is a range. ``doubtful`` marks a form that may mean another.
        rest: the words that say nothing of a dose, in pieces as they stood.
        forms: the words that say something, each piece with the names of what it says.
    """

    values: Values
    rest: tuple[str, ...]
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()


def tidy(text: str) -> str:
    """Return a text with plain dashes, quotes, times signs and spaces.

    Example:
        >>> tidy("2–3 × 10–15  “slow”")
        '2-3 x 10-15 "slow"'
    """
    for signs, plain in (
        ("–—‑−‒", "-"),
        ("×✕✖", "x"),
        ("“”″‟", '"'),
        ("’‘′", "'"),
        ("\u00a0", " "),
    ):
        for sign in signs:
            text = text.replace(sign, plain)
    text = re.sub(r"(?<=\d)\s*\*\s*(?=\d)", "x", text)
    return " ".join(text.split())


def read_dose(text: str) -> DoseReading:
    """Return what a text says of a dose, and what else it says.

    Args:
        text: one line of a plan, or what follows the name of an exercise.

    Example:
        >>> read_dose("3x12/side, 30s rest").values
        {'rest_s': 30, 'sets': 3, 'reps': 12, 'per_side': True}
    """
    return _DoseReader(text).read()


class _DoseReader:
    """One text on its way; each form that fits takes its words out."""

    def __init__(self, text: str) -> None:
        self._text = _with_digits(tidy(text))
        self._values: Values = {}
        self._forms: list[tuple[str, tuple[str, ...]]] = []

    def read(self) -> DoseReading:
        self._progressions()
        self._two_sides()
        for pattern, reader in _FORMS:
            while (match := pattern.search(self._text)) is not None:
                values = dict(reader(match))
                if not values or any(
                    name in self._values and self._values[name] != values[name] for name in values
                ):
                    break
                self._keep(values, match)
        pieces = (piece.strip(" ,;:|()[]-–.@&+") for piece in self._text.split("␟"))
        rest = tuple(piece for piece in pieces if piece and piece.casefold() not in _JOINS)
        return DoseReading(self._values, rest, tuple(self._forms))

    def _keep(self, values: Values, match: re.Match[str]) -> None:
        """Keep what a form says, and take its words out of the text."""
        self._values |= values
        self._forms.append((match[0].strip(" ,;:␟"), tuple(values)))
        self._text = f"{self._text[: match.start()]}{_TAKEN}{self._text[match.end() :]}"

    def _progressions(self) -> None:
        """Read what a dose grows to or falls back to, apart from the dose itself."""
        for pattern, name in _LATER:
            match = pattern.search(self._text)
            if match is None:
                continue
            steps = [int(step) for step in re.findall(r"\d+", match["dose"])]
            later = {} if "→" in match["dose"] else read_dose(match["dose"]).values
            later = later or {"reps": steps[0] if len(steps) == 1 else steps}
            if later:
                self._keep({name: later}, match)

    def _two_sides(self) -> None:
        """Read doses that differ by side: ``L 3x10, R 2x10``."""
        match = _BY_SIDE.fullmatch(self._text.strip())
        if match is None:
            return
        first, second = (read_dose(match[group]) for group in ("one", "two"))
        if first.values and second.values and not (first.rest or second.rest):
            sides = [_side(match[group]) for group in ("side_one", "side_two")]
            self._keep(dict(zip(sides, (first.values, second.values), strict=True)), match)
            self._text = _TAKEN


def _with_digits(text: str) -> str:
    """Return a text with the number words that count something written as digits."""
    words = "|".join(_NUMBER_WORDS)
    counted = rf"\b({words})(?=\s+(?:sets?|reps?|times|rounds?|days?|seconds?|minutes?|of\b))"
    text = re.sub(
        counted, lambda match: _NUMBER_WORDS[match[1].casefold()], text, flags=re.IGNORECASE
    )
    of = rf"(\bsets?\s+of\s+)({words})\b"
    return re.sub(
        of, lambda match: match[1] + _NUMBER_WORDS[match[2].casefold()], text, flags=re.IGNORECASE
    )


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


def _range(low: str, high: str | None) -> Any:  # noqa: ANN401 - a number, or a list of two
    return _number(low) if high is None else [_number(low), _number(high)]


def _seconds(text: str) -> Any:  # noqa: ANN401 - a number, or a list of two
    """Return the seconds of a time in any form."""
    text = text.strip()
    if match := re.fullmatch(r"(\d+)'\s*(\d+)\"", text):
        return int(match[1]) * 60 + int(match[2])
    if match := re.fullmatch(r"(\d{0,2}):(\d\d)", text):
        return int(match[1] or 0) * 60 + int(match[2])
    if match := re.fullmatch(rf"(\d+){_S}\s*-\s*(\d+){_M}", text, re.IGNORECASE):
        return [int(match[1]), int(match[2]) * 60]
    low, high = re.match(r"(\d+)(?:\s*(?:-|to)\s*(\d+))?", text).groups()  # type: ignore[union-attr]
    unit = 60 if re.search(r"\d\s*-?\s*(?:m|')(?!')", text, re.IGNORECASE) else 1
    return int(low) * unit if high is None else [int(low) * unit, int(high) * unit]


def _side(word: str) -> str:
    return "left" if word.casefold().startswith("l") else "right"


def _sets_first(match: re.Match[str]) -> Values:
    """Read two numbers that multiply: sets first, as most write."""
    sets, reps = _range(match[1], match[2]), _range(match[3], match[4])
    if match[2] is None and match[4] is None and int(match[1]) >= _MANY_SETS > int(match[3]):
        return {"sets": reps, "reps": sets, "doubtful": True}
    return {"sets": sets, "reps": reps}


def _time_or_hold(match: re.Match[str]) -> Values:
    """Read a bare time: a hold, or with many minutes the time of a session."""
    value = _seconds(match["time"])
    longest = value[-1] if isinstance(value, list) else value
    return {"time_s" if longest > _LONGEST_HOLD_MINUTES * 60 else "hold_s": value}


def _limb(word: str) -> Values:
    """Return the limb that a word for a side names, where it is not the leg that most mean."""
    return {"limb": "leg"} if word.casefold() == "l" else {"limb": "arm"} if word[0] in "aA" else {}


def _tempo(*parts: str | None) -> Values:
    def seconds(part: str | None) -> Any:  # noqa: ANN401 - a number, X or nothing
        return None if part is None else "X" if part.casefold() == "x" else int(part)

    return {"tempo": [seconds(part) for part in parts]}


def _days(text: str) -> Values:
    days = [day for day in _DAYS if re.search(rf"\b{day}", text, re.IGNORECASE)]
    if not days:
        letters = re.findall(r"th|[mtwf]", text.casefold())
        days = [_DAY_LETTERS[letter] for letter in letters]
    return {"days": days, "per_week": len(days)}


def _pounds(text: str) -> Values:
    return {"load_lb": _number(text), "load_kg": round(float(text) * _POUND, 1)}


_JOINS: Final = frozenset(
    [
        "x",
        "of",
        "for",
        "and",
        "with",
        "w/",
        "the",
        "on",
        "in",
        "at",
        "a",
        "then",
        "do",
        "take",
        "about",
        "up to",
    ]
)
_BY_SIDE: Final = re.compile(
    r"(?P<side_one>L|R|left|right)\s*:?\s+(?P<one>[^,;/]*\d[^,;/]*)\s*[,;/]\s*"
    r"(?P<side_two>L|R|left|right)\s*:?\s+(?P<two>.*\d.*)",
    re.IGNORECASE,
)
_LATER: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (
            r"(?:↑|\bbuild(?:ing)?\b|\bprogress(?:ing)?\b)\s*(?:up\s*)?to\s*(?P<dose>\d[^,;()]*)",
            "progress_to",
        ),
        (r"→\s*(?P<dose>\d[^,;()]*)", "progress_to"),
        (r"\(\s*deload:?\s*(?P<dose>[^)]*)\)", "deload"),
    )
)


def _forms() -> Iterator[tuple[re.Pattern[str], Reader]]:
    """Yield the forms of a dose in the order in which they are tried."""

    def form(pattern: str, reader: Reader, *, case: bool = False) -> tuple[re.Pattern[str], Reader]:
        return re.compile(pattern, 0 if case else re.IGNORECASE), reader

    def says(**values: Any) -> Reader:  # noqa: ANN401 - any part of a dose
        return lambda _: values

    # How often.
    yield form(r"\bevery other day\b|\bEOD\b", says(per_week=[3, 4]))
    yield form(r"\b(?:twice daily|2x daily|BID)\b", says(per_day=2))
    yield form(r"\b(?:TID|3x daily)\b", says(per_day=3))
    yield form(r"\bQD\b", says(per_day=1, per_week=7))
    yield form(
        rf"\b{_R}\s*(?:x|times?)?\s*(?:/|a|per|x)?\s*days?(?:\s*(?:a|per|/)\s*(?:week|wk))\b",
        lambda m: {"per_week": _range(m[1], m[2])},
    )
    yield form(
        rf"\b{_R}\s*(?:x|times?|sessions?)?\s*(?:/|a\b|per\b|x)?\s*(?:day)\b",
        lambda m: {"per_day": _range(m[1], m[2])},
    )
    yield form(
        rf"\b{_R}\s*(?:x|times?|sessions?)?\s*(?:/|a\b|per\b|x|each\b)?\s*(?:week|wk)\b",
        lambda m: {"per_week": _range(m[1], m[2])},
    )
    yield form(
        rf"(?:\bfor\s+|\bx\s*)?\b{_R}\s*(?:weeks|wks)\b", lambda m: {"weeks": _range(m[1], m[2])}
    )
    yield form(r"\b(?:daily|every day)\b", says(per_week=_WEEK))
    yield form(r"\bweekly\b", says(per_week=1))
    yield form(r"\bM\s*/?\s*W\s*/?\s*F\b", lambda m: _days(m[0]), case=True)
    day = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
    yield form(rf"\b{day}(?:\s*(?:,|/|&|and)\s*{day})+", lambda m: _days(m[0]))
    # How several are put together.
    yield form(r"\bA1\)?\s*\.\.\.\s*A2\)?\s*\.\.\.", says(group="A", alternate=True))
    yield form(
        r"^\s*\(?([A-H])(\d)\s*[).:\-]*(?=\s|$)",
        lambda m: {"group": m[1].upper(), "position": int(m[2])},
    )
    yield form(
        r"^\s*(\d)\s*([a-f])\s*[).:]*(?=\s|$)",
        lambda m: {"group": m[1], "position": "abcdef".index(m[2].casefold()) + 1},
    )
    yield form(
        r"\bSS w/ above\b|\bsuperset(?:ted)? with (?:the )?(?:above|previous)\b",
        says(group="with_previous"),
    )
    yield form(r"\bsuper\s?set\b", says(group="superset"))
    yield form(rf"\b{_N}\s*RFT\b", lambda m: {"rounds": _number(m[1]), "for_time": True})
    yield form(r"\bfor time\b", says(for_time=True))
    yield form(
        rf"\b(?:circuit\s*x\s*|repeat\s*x\s*){_N}\b(?:\s*(?:rounds?|times))?",
        lambda m: {"rounds": _number(m[1])},
    )
    yield form(
        rf"\b{_N}\s*rounds?\s*of\s*{_N}\b",
        lambda m: {"rounds": _number(m[1]), "reps": _number(m[2])},
    )
    yield form(rf"(?:\bx\s*|\b){_N}\s*rounds?\b", lambda m: {"rounds": _number(m[1])})
    # As many, as long.
    yield form(rf"\bAMRAP\s*{_T}", lambda m: {"amrap": True, "time_s": _seconds(m["time"])})
    yield form(
        rf"\bEMOM\s*{_N}\b(?:\s*min\w*)?", lambda m: {"emom": True, "time_s": int(m[1]) * 60}
    )
    yield form(
        rf"\b{_R}(?:{_X}|\s*sets?\s*(?:x|of)?\s*)(?:AMRAP|max(?:imum)?)\b",
        lambda m: {"sets": _range(m[1], m[2]), "amrap": True},
    )
    yield form(r"\bmax hold\b", says(amrap=True, unit="s"))
    yield form(
        r"\b(?:until|till) (?:form|technique) (?:breaks(?: down)?|fails)\b",
        says(amrap=True, stop="form"),
    )
    yield form(r"\b(?:AMRAP|to failure|to fatigue|until failure)\b", says(amrap=True))
    # Tempo.
    x = r"(\d|X)"
    yield form(rf"@\s*{x}{x}{x}{x}\b", lambda m: _tempo(*m.groups()))
    yield form(
        r"\b(?:tempo|T)\s*:?\s*(\d{1,2})\s*([-/:])\s*(\d{1,2})\s*\2\s*(\d{1,2})\s*\2\s*(\d{1,2})\b",
        lambda m: _tempo(m[1], m[3], m[4], m[5]),
    )
    yield form(rf"\b(?:tempo|T)\s*:?\s*{x}{x}{x}{x}\b", lambda m: _tempo(*m.groups()))
    yield form(
        r"\b(?:tempo|T)\s*:?\s*(\d{1,2})\s*([-/:])\s*(\d{1,2})\s*\2\s*(\d{1,2})\b(?:\s*tempo\b)?",
        lambda m: _tempo(m[1], m[3], m[4]),
    )
    yield form(rf"\b(?:tempo|T)\s*:?\s*{x}{x}{x}\b(?!\d)", lambda m: _tempo(*m.groups()))
    yield form(
        rf"\b{x}{x}{x}{x}?\s*tempo\b", lambda m: _tempo(*[part for part in m.groups() if part])
    )
    yield form(
        rf"\b{_N}{_X}(\d+)/(\d+)/(\d+)\b",
        lambda m: {"sets": _number(m[1]), "reps_by_set": [int(m[2]), int(m[3]), int(m[4])]},
    )
    yield form(
        r"\b(\d)\s*-\s*(\d)\s*-\s*(\d)\s*-\s*(\d)\b(?:\s*tempo\b)?", lambda m: _tempo(*m.groups())
    )
    yield form(
        r"(?<![\d/:])(\d)\s*([/:])\s*(\d)\s*\2\s*(\d)(?![\d/:])(?:\s*tempo\b)?",
        lambda m: _tempo(m[1], m[3], m[4]),
    )
    yield form(r"\(\s*(\d)\s*-\s*(\d)\s*-\s*(\d)\s*\)", lambda m: _tempo(*m.groups()))
    yield form(rf"\b(\d+){_S}\s*up,?\s*(\d+){_S}\s*down\b", lambda m: _tempo(m[2], "0", m[1]))
    yield form(r"\b(\d+)\s*up,?\s*(\d+)\s*down\b", lambda m: _tempo(m[2], None, m[1]))
    yield form(
        rf"\b(\d+){_S}\s*(?:lower(?:ing)?|eccentrics?|down|negatives?)\b",
        lambda m: _tempo(m[1], None, None),
    )
    yield form(
        rf"\b(?:eccentric|lower(?:ing)?)\s*(?:of|for)?\s*(\d+){_S}",
        lambda m: _tempo(m[1], None, None),
    )
    yield form(
        rf"\b(?:pause|squeeze)\s*(?:of|for)?\s*(\d+){_S}(?:\s*at (?:the )?(?:top|bottom|end))?",
        lambda m: {"pause_s": int(m[1])},
    )
    yield form(r"\bslow(?:ly)?(?: and controlled)?\b", says(tempo_word="slow"))
    yield form(r"\bcontrolled(?: tempo)?\b", says(tempo_word="controlled"))
    yield form(r"\bexplosive(?:ly)?\b", says(tempo_word="explosive"))
    # Rest and intervals.
    yield form(
        rf"\b(\d+){_S}\s*on\s*[/,]\s*(\d+){_S}\s*off\b",
        lambda m: {"work_s": int(m[1]), "rest_s": int(m[2])},
    )
    yield form(
        r"\b(\d\d):(\d\d)\s*x\s*(\d+)\b",
        lambda m: {"work_s": int(m[1]), "rest_s": int(m[2]), "rounds": int(m[3])},
    )
    yield form(
        r"\br\s*:\s*r\s*(\d+)\s*:\s*(\d+)\b", lambda m: {"work_rest": [int(m[1]), int(m[2])]}
    )
    yield form(r"\bno rest\b", says(rest_s=0))
    yield form(
        r"\b(?:minimal|little(?:-to-|\s*to\s*)no|little) rest"
        r"(?: between (?:sets|exercises|rounds))?\b",
        says(rest_s=None, rest="minimal"),
    )
    yield form(r"\brest as needed\b", says(rest="as_needed"))
    yield form(r"\brest\s*:?\s*(\d+)\s*m\b", lambda m: {"rest_s": int(m[1]) * 60})
    yield form(
        rf"\brest(?:\s*(?:of|for|:|up to|between sets))*\s*{_T}",
        lambda m: {"rest_s": _seconds(m["time"])},
    )
    yield form(
        rf"{_T}\s*(?:of\s*)?(?:rests?|breaks?)\b"
        r"(?:\s*(?:between|in between) (?:sets|exercises|rounds|stretches))?",
        lambda m: {"rest_s": _seconds(m["time"])},
    )
    yield form(rf"\brest\s*:?\s*{_R}\b", lambda m: {"rest_s": _range(m[1], m[2])})
    yield form(
        r"\bR\s*:\s*(\d{2,3})\b", lambda m: {"rest_s": int(m[1]), "doubtful": True}, case=True
    )
    # Two sides counted one by one.
    yield form(
        rf"\b{_R}{_X}(\d+)\s*/\s*\3\b(?!\s*/)",
        lambda m: {"sets": _range(m[1], m[2]), "reps": int(m[3]), "per_side": True},
    )
    yield form(r"\b(\d+)\s*[RL]\s*/\s*\1\s*[RL]\b", lambda m: {"reps": int(m[1]), "per_side": True})
    yield form(
        r"\b(\d+)\s*(?:fwd|forwards?)\s*/\s*\1\s*(?:bwd|back(?:wards?)?)\b",
        lambda m: {"reps": int(m[1]), "per_direction": True},
    )
    # Numbers set by set.
    yield form(r"\b(\d+)/\1/\1\b", lambda m: {"hold_s": int(m[1]), "sets": 3, "doubtful": True})
    yield form(
        r"(?<!\d)(\d{1,2})\s*([-,])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?![\d-])",
        lambda m: (
            {"sets": 3, "reps_by_set": [int(m[1]), int(m[3]), int(m[4])]}
            if int(m[1]) > int(m[3]) > int(m[4])
            else _tempo(m[1], m[3], m[4])
        ),
    )
    yield form(
        r"(?<![\d/x])(\d\d)/(\d\d)(?![\d/])",
        lambda m: (
            {"work_s": int(m[1]), "rest_s": int(m[2]), "doubtful": True}
            if int(m[2]) >= _LEAST_INTERVAL
            else {}
        ),
    )
    # Loads, effort, discomfort.
    yield form(
        rf"\b{_R}{_X}{_R}{_X}{_N}\s*kgs?\b",
        lambda m: {
            "sets": _range(m[1], m[2]),
            "reps": _range(m[3], m[4]),
            "load_kg": _number(m[5]),
        },
    )
    yield form(
        rf"\b{_N}{_X}{_N}\s*kgs?\s*(?:DBs|dumbbells|KBs|kettlebells)\b",
        lambda m: {
            "load_kg": _number(m[1]) * _number(m[2]),
            "implements": int(m[1]),
            "doubtful": True,
        },
    )
    yield form(rf"@?\s*\b{_N}\s*kgs?\b", lambda m: {"load_kg": _number(m[1])})
    yield form(rf"@?\s*\b{_N}\s*(?:lbs?\b|#|pounds\b)", lambda m: _pounds(m[1]))
    yield form(
        r"\bBW\s*\+\s*(\d+)\b",
        lambda m: {"load": "bodyweight", "extra_kg": int(m[1]), "doubtful": True},
    )
    yield form(r"(?<=[\d,x@])\s*\bBW\b|^BW$", says(load="bodyweight"))
    yield form(
        rf"@?\s*~?\b{_R}\s*%\s*(?:1\s*RM|effort|max)?",
        lambda m: {"percent_1rm": _range(m[1], m[2])},
    )
    yield form(rf"\b{_N}\s*RM\b", lambda m: {"rm": _number(m[1])})
    yield form(rf"@?\s*\bRPE\s*:?\s*{_R}", lambda m: {"rpe": _range(m[1], m[2])})
    yield form(
        rf"\bRIR\s*:?\s*{_R}|\b{_R}\s*RIR\b",
        lambda m: {"rir": _range(m[1], m[2]) if m[1] else _range(m[3], m[4])},
    )
    yield form(
        rf"\bpain\s*(?:<|≤|<=|under|below)\s*{_N}\s*/\s*10", lambda m: {"pain_limit": _number(m[1])}
    )
    yield form(rf"\b{_N}\s*/\s*10\s*discomfort\b", lambda m: {"discomfort": _number(m[1])})
    yield form(rf"\b{_N}\s*/\s*10\s*(?:effort|intensity)\b", lambda m: {"rpe": _number(m[1])})
    yield form(
        r"\b(light|moderate|medium|heavy)\s+(?:DBs?|dumbbells?|weights?|intensity|load|KBs?)\b",
        lambda m: {"load_word": m[1].casefold()},
    )
    yield form(
        r"\b(light|medium|heavy)\s+band\b(?=\s*$|\s*[,;)])",
        lambda m: {"resistance": m[1].casefold()},
    )
    yield form(
        r"\b(?:red|green|blue|yellow|black|purple|orange|gold|silver)\s+(?:thera-?)?band\b",
        says(resistance="unknown_colour"),
    )
    yield form(
        rf"[;,]\s*(?:about\s*)?{_N}\s*min\b(?=\s*(?:;|$))",
        lambda m: {"time_s": round(float(m[1]) * 60)},
    )
    # Sets, repetitions, times.
    yield form(rf"@\s*{_T}", lambda m: {"rest_s": _seconds(m["time"]), "doubtful": True})
    yield form(
        rf"\b{_N}{_X}{_N}{_X}(\d+){_S}(?:\s*holds?)?",
        lambda m: {"sets": _number(m[1]), "reps": _number(m[2]), "hold_s": int(m[3])},
    )
    yield form(
        rf"\b{_N}\s*(?:reps?)?{_X}(\d+){_S}\s*(?:isometric\s*)?holds?\b(?<!hold)",
        lambda m: {"reps": _number(m[1]), "hold_s": int(m[2])},
    )
    yield form(
        rf"\b{_N}\s*reps?{_X}(\d+){_S}(?:\s*holds?)?",
        lambda m: {"reps": _number(m[1]), "hold_s": int(m[2])},
    )
    yield form(
        rf"\b(\d\d){_X}(\d+){_S}(?:\s*(?:isometric\s*)?holds?)?",
        lambda m: {"reps": int(m[1]), "hold_s": int(m[2])},
    )
    yield form(
        rf"\b{_R}(?:{_X}|{_SETS}\s*,?\s*(?:of|x)?\s*)(?:hold\s*(?:for\s*)?)?{_T}(?:\s*(?:isometric\s*)?holds?)?(?:\+)?",
        lambda m: {"sets": _range(m[1], m[2]), "hold_s": _seconds(m["time"])},
    )
    yield form(rf"\b(\d)x\s+{_T}", lambda m: {"sets": int(m[1]), "hold_s": _seconds(m["time"])})
    yield form(
        rf"{_T}\s*(?:isometric\s*)?(?:holds?\s*)?x\s*{_N}(?:\s*(sets|reps))?(?!\s*sides)\b",
        lambda m: {
            "reps" if m.groups()[-1] == "reps" else "sets": _number(m.groups()[-2]),
            "hold_s": _seconds(m["time"]),
        },
    )
    yield form(
        rf"{_T}\s*x\s*2\s*sides\b", lambda m: {"hold_s": _seconds(m["time"]), "per_side": True}
    )
    yield form(
        rf"\b{_R}{_X}{_R}\s*breaths?\b",
        lambda m: {"sets": _range(m[1], m[2]), "breaths": _range(m[3], m[4])},
    )
    yield form(
        rf"\bhold\s*{_N}\s*breaths?\s*(?:each|per) rep\b", lambda m: {"breaths": _number(m[1])}
    )
    yield form(rf"\b{_R}\s*breaths?\b", lambda m: {"breaths": _range(m[1], m[2])})
    yield form(
        rf"\b{_R}{_X}{_R}\s*(?:metres?|meters?|m)\b",
        lambda m: {"sets": _range(m[1], m[2]), "distance_m": _range(m[3], m[4])},
    )
    yield form(
        rf"\b{_N}{_X}{_N}\s*(?:yd|yards?|yds)\b",
        lambda m: {"sets": _number(m[1]), "distance_m": round(float(m[2]) * _YARD, 1)},
    )
    yield form(
        rf"\b{_N}\s*(?:yd|yards?|yds)(?:{_X}{_N})?\b",
        lambda m: {
            **({"sets": _number(m[2])} if m[2] else {}),
            "distance_m": round(float(m[1]) * _YARD, 1),
        },
    )
    yield form(rf"\b{_N}\s*(?:ft|feet)\b", lambda m: {"distance_m": round(float(m[1]) * _FOOT, 1)})
    yield form(
        rf"\b{_N}\s*m(?:etres?|eters?)?\b(?!\s*rest)", lambda m: {"distance_m": _number(m[1])}
    )
    yield form(rf"\b{_N}\s*lengths?\b", lambda m: {"distance": "lengths", "sets": _number(m[1])})
    units = r"(?P<unit>steps|circles|taps|marches|strides)"
    yield form(
        rf"\b{_R}{_X}{_R}\s*{units}\b",
        lambda m: {
            "sets": _range(m[1], m[2]),
            "reps": _range(m[3], m[4]),
            "unit": m["unit"].casefold(),
        },
    )
    yield form(
        rf"\b{_R}\s*{units}\b", lambda m: {"reps": _range(m[1], m[2]), "unit": m["unit"].casefold()}
    )
    yield form(
        rf"\b{_N}{_X}{_N}{_X}(\d{{2,3}})\b",
        lambda m: {
            "sets": _number(m[1]),
            "reps": _number(m[2]),
            "load": int(m[3]),
            "doubtful": True,
        },
    )
    yield form(
        rf"\b{_N}{_X}{_N}\+",
        lambda m: {"sets": _number(m[1]), "reps": _number(m[2]), "amrap": True},
    )
    yield form(
        rf"\b{_R}(?:{_REPS})?\s*(?:x|,|for)\s*{_R}\s*sets?\b",
        lambda m: {"reps": _range(m[1], m[2]), "sets": _range(m[3], m[4])},
    )
    yield form(
        rf"\b{_R}\s*sets?\s*(?:x|of|,|at)*\s*{_R}(?:{_REPS}|(?!\s*(?:s|sec|min|days?|times|\"|'|:)))\b",
        lambda m: {"sets": _range(m[1], m[2]), "reps": _range(m[3], m[4])},
    )
    yield form(
        rf"(?<![\d.])\b{_R}{_X}{_R}(?:{_REPS})?\s*,\s*{_T}(?!\s*(?:hold|isometric|rest|break))",
        lambda m: {**_sets_first(m), "rest_s": _seconds(m["time"]), "doubtful": True},
    )
    yield form(rf"(?<![\d.])\b{_R}{_X}{_R}(?:{_REPS})?(?![\d.])", _sets_first)
    yield form(
        r"\b(?:hold(?:s|ing)?|held)(?:\s*(?:for|of|up to|about|each|:|the stretch|each pose))*"
        rf"\s*{_T}",
        lambda m: {"hold_s": _seconds(m["time"])},
    )
    yield form(rf"{_T}\s*total\b", lambda m: {"total_s": _seconds(m["time"])})
    yield form(rf"\bsets?\s*:\s*{_R}\b", lambda m: {"sets": _range(m[1], m[2])})
    yield form(
        rf"\b(?:reps?(?:etitions)?(?:\s*range)?)\s*:\s*{_R}\b",
        lambda m: {"reps": _range(m[1], m[2])},
    )
    yield form(rf"\b{_R}\s*sets?\b", lambda m: {"sets": _range(m[1], m[2])})
    yield form(rf"\b(?:repeat\s*)?{_R}{_REPS}", lambda m: {"reps": _range(m[1], m[2])})
    yield form(
        rf"(?:\b(?:for|of)\s+)?{_T}(?:\s*(?:isometric\s*)?holds?)?(?:\+)?(?:\s*squeeze)?",
        _time_or_hold,
    )
    yield form(rf"\bx\s*{_R}\b", lambda m: {"reps": _range(m[1], m[2])})
    # Sides.
    yield form(r"\(\s*weak(?:er)? side \+1 set\s*\)", says(extra_set="weaker_side"))
    yield form(
        rf"\b{_R}\s*total\b", lambda m: {"reps": _range(m[1], m[2]), "total_both_sides": True}
    )
    yield form(
        rf"\b{_R}\s*alternating\b", lambda m: {"reps": _range(m[1], m[2]), "alternating": True}
    )
    yield form(
        rf"(?:\b{_R}\s*)?{_EACH}\s*(?:direction|way)\b",
        lambda m: {**({"reps": _range(m[1], m[2])} if m[1] else {}), "per_direction": True},
    )
    yield form(
        rf"(?:\b{_R}\s*)?(?:{_EACH})\s*(?P<limb>legs?|arms?|l\b)",
        lambda m: {
            **({"reps": _range(m[1], m[2])} if m[1] else {}),
            "per_side": True,
            **_limb(m["limb"]),
        },
    )
    yield form(
        rf"(?:\b{_R}\s*)?(?:{_EACH})\s*(?:sides?|s)\b",
        lambda m: {**({"reps": _range(m[1], m[2])} if m[1] else {}), "per_side": True},
    )
    yield form(
        rf"(?:{_EACH})\s*(?:area|spot|muscle)\b",
        lambda m: {"per": re.split(r"\W", m[0].casefold())[-1].replace("spot", "area")},
    )
    yield form(
        rf"\b{_R}\s*(?:ea|each|ES|e/s)\b(?!\s*(?:position|exercise|pose))",
        lambda m: {"reps": _range(m[1], m[2]), "per_side": True},
    )
    yield form(
        r"(?<=[\ds␟)]) *,?\s*(?:ea|each)\b\.?(?!\s*(?:position|exercise|pose|of))",
        says(per_side=True),
    )
    yield form(
        r"\be/s\b|\bES\b|\bboth sides\b|\bbilaterally\b|\bboth\b(?= *(?:[,;)␟]|$))",
        says(per_side=True),
    )
    yield form(r"\(?\b(L|R|left|right)\s+(?:side\s+)?only\b\)?", lambda m: {"side": _side(m[1])})
    yield form(r"\(\s*(L|R|left|right)\s*\)", lambda m: {"side": _side(m[1])})
    yield form(r"(?<=[\d␟]) *,?\s*(L|R)\b(?!\w|')", lambda m: {"side": _side(m[1])}, case=True)
    yield form(
        r"\b(left|right)(?:\s+(?:side|leg|arm|foot))?(?:\s+only)?\b",
        lambda m: {"side": m[1].casefold()},
    )
    yield form(r"\balternat(?:ing|e)(?:\s+sides?)?\b", says(alternating=True))
    yield form(r"@\s*(\d(?:\.5)?)(?![\d%])", lambda m: {"rpe": _number(m[1]), "doubtful": True})
    yield form(r"\b(?:as prescribed|as tolerated|prn|see video)\b", says(unsaid=True))
    yield form(r"^\s*-\s*$", says(unsaid=True))


_FORMS: Final = tuple(_forms())
