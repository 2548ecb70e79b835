"""One fault a file, and the one line that answers it: place, found, allowed, nearest word."""

from __future__ import annotations

from typing import Final

SEEN: Final = "findings: [{finding: heel_rises}]\n"
"""A file that is a case, to write a fault below."""

FAULTS: Final = {
    "unknown id": (
        "findings:\n  - finding: knees_move_inwards\n",
        "case.yaml:2: findings[0].finding: found 'knees_move_inwards'; allowed: knees_move_inward, "
        "knees_move_outward, heel_rises; did you mean knees_move_inward or knees_move_outward?",
    ),
    "unknown id in a list": (
        f"{SEEN}equipment:\n  - mini_band\n  - foam_rolller\n",
        "case.yaml:4: equipment[1]: found 'foam_rolller'; allowed: foam_roller, mini_band; "
        "did you mean foam_roller?",
    ),
    "unknown score": (
        f"{SEEN}fms: {{scores: {{deep_sqat: 1}}}}\n",
        "case.yaml:2: fms.scores.deep_sqat: found 'deep_sqat'; allowed: deep_squat, hurdle_step; "
        "did you mean deep_squat?",
    ),
    "ambiguous name": (
        "findings: [{finding: inward or outward}]",
        "case.yaml:1: findings[0].finding: found 'inward or outward'; "
        "allowed: knees_move_inward, knees_move_outward",
    ),
    "wrong side": (
        "findings:\n- finding: heel_rises\n  side: rihgt\n",
        "case.yaml:3: findings[0].side: found 'rihgt'; allowed: left, right, both; "
        "did you mean right?",
    ),
    "stage of another name": (
        f"{SEEN}conditions:\n- condition: knee_replacement\n  stage: erly\n",
        "case.yaml:4: conditions[0].stage: found 'erly'; allowed: early, late; did you mean early?",
    ),
    "stage of a condition without stages": (
        f"{SEEN}conditions: [{{condition: osteoporosis, stage: early}}]\n",
        "case.yaml:2: conditions[0].stage: found 'early'; "
        "allowed: no stage, as this condition has none",
    ),
    "cleared that is neither yes nor no": (
        f"{SEEN}pain: [{{region: knee, cleared: maybe}}]\n",
        "case.yaml:2: pain[0].cleared: found 'maybe'; allowed: true or false",
    ),
    "day of a clearance that is not stated": (
        f"{SEEN}pain: [{{region: knee, cleared_on: 2026-01-02}}]\n",
        "case.yaml:2: pain[0].cleared_on: found 2026-01-02; allowed: together with `cleared: true`",
    ),
    "clearance after the day of the case": (
        f"{SEEN}date: 2026-01-01\n"
        "conditions: [{condition: osteoporosis, cleared: true, cleared_on: 2026-01-02}]\n",
        "case.yaml:3: conditions[0].cleared_on: found 2026-01-02; "
        "allowed: a day no later than 2026-01-01",
    ),
    "cleared test that is no test": (
        f"{SEEN}fms:\n  cleared: [shoulder_cleering]\n",
        "case.yaml:3: fms.cleared[0]: found 'shoulder_cleering'; "
        "allowed: shoulder_clearing; deep_squat, hurdle_step; did you mean shoulder_clearing?",
    ),
    "side that is no word": (
        f"{SEEN}pain: [{{region: knee, side: 1}}]",
        "case.yaml:2: pain[0].side: found 1; allowed: left, right, both",
    ),
    "score 4": (
        "fms:\n  scores:\n    deep_squat: 4\n",
        "case.yaml:3: fms.scores.deep_squat: found 4; allowed: a whole number from 0 to 3",
    ),
    "score 4 on one side": (
        "fms: {scores: {hurdle_step: {left: 4, right: 1}}}",
        "case.yaml:1: fms.scores.hurdle_step.left: found 4; allowed: a whole number from 0 to 3",
    ),
    "score as text": (
        "fms: {scores: {deep_squat: '2'}}",
        "case.yaml:1: fms.scores.deep_squat: found '2'; allowed: a whole number from 0 to 3",
    ),
    "score that is half": (
        "fms: {scores: {deep_squat: 1.5}}",
        "case.yaml:1: fms.scores.deep_squat: found 1.5; allowed: a whole number from 0 to 3",
    ),
    "score that is true": (
        "fms: {scores: {deep_squat: true}}",
        "case.yaml:1: fms.scores.deep_squat: found true; allowed: a whole number from 0 to 3",
    ),
    "score for one and for both": (
        "fms: {scores: {deep_squat: {left: 1, both: 2}}}",
        "case.yaml:1: fms.scores.deep_squat: found a mapping; "
        "allowed: one value, or a mapping with `left`, `right` or each of them",
    ),
    "score for no side": (
        "fms: {scores: {deep_squat: {}}}",
        "case.yaml:1: fms.scores.deep_squat: found an empty mapping; "
        "allowed: one value, or a mapping with `left`, `right` or each of them",
    ),
    "scores as a list": (
        "fms: {scores: [1, 2]}",
        "case.yaml:1: fms.scores: found a list; "
        "allowed: a mapping, each entry written as `name: value`",
    ),
    "two names of one score": (
        "fms:\n  scores: {deep_squat: 1, Deep Squat: 2}",
        "case.yaml:2: fms.scores: found two names of the same thing; allowed: each id once",
    ),
    "negative minutes": (
        f"{SEEN}minutes: -5\n",
        "case.yaml:2: minutes: found -5; allowed: a whole number from 1 to 240",
    ),
    "level 6": (
        f"{SEEN}level: 6\n",
        "case.yaml:2: level: found 6; allowed: a whole number from 1 to 5",
    ),
    "eight days": (
        f"{SEEN}days_per_week: 8\n",
        "case.yaml:2: days_per_week: found 8; allowed: a whole number from 1 to 7",
    ),
    "minutes beyond all numbers": (
        f"{SEEN}minutes: {'9' * 5000}\n",
        f"case.yaml:2: minutes: found '{'9' * 40}…'; allowed: a finite number, or text in quotes",
    ),
    "unknown key": (
        f"{SEEN}equipmnt: [mini_band]\n",
        "case.yaml:2: equipmnt: found an unknown key; allowed: client, date, edition, findings, "
        "assessed, posture, modifications, tests, measures, fms, readiness, pain, red_flags, "
        "conditions, population, habits, equipment, minutes, level, days_per_week, goals, refuses, "
        "lifts; did you mean equipment?",
    ),
    "unknown key in a row": (
        "findings:\n- finding: heel_rises\n  sied: left\n",
        "case.yaml:3: findings[0].sied: found an unknown key; "
        "allowed: finding, assessment, side, severity; did you mean side?",
    ),
    "a row without its name": (
        "findings:\n- side: left\n",
        "case.yaml:2: findings[0]: found no key 'finding'; allowed: a row that has it",
    ),
    "a row that is a word": (
        "measures: [knee_to_wall]\n",
        "case.yaml:1: measures[0]: found 'knee_to_wall'; "
        "allowed: a mapping with the keys measure, motion, side, value, result",
    ),
    "a word for a list": (
        f"{SEEN}population: older_adult\n",
        "case.yaml:2: population: found 'older_adult'; allowed: a list, such as [older_adult]",
    ),
    "a mapping for a list": (
        "pain: {region: knee}\n",
        "case.yaml:1: pain: found a mapping; allowed: a list",
    ),
    "duplicate finding": (
        "findings:\n- finding: heel_rises\n- {finding: Heel-rises}\n",
        "case.yaml:3: findings[1]: found the same as row 0 (rows count from 0); "
        "allowed: each row once",
    ),
    "duplicate in a list": (
        f"{SEEN}habits: [prolonged_sitting, prolonged_sitting]",
        "case.yaml:2: habits[1]: found the same as row 0 (rows count from 0); "
        "allowed: each row once",
    ),
    "no observation": (
        "minutes: 20\n",
        "case.yaml:1: found no observation; "
        "allowed: at least one, under findings, assessed, posture, tests, measures, fms, pain, "
        "red_flags",
    ),
    "no such day": (
        f"{SEEN}date: 2026-02-30\n",
        "case.yaml:2: date: found '2026-02-30'; "
        "allowed: a date of the calendar written as YYYY-MM-DD",
    ),
    "a real name": (
        f"{SEEN}client: Jane Doe\n",
        "case.yaml:2: client: found 'Jane Doe'; "
        "allowed: a pseudonym of 1 to 64 letters, digits, _ or -",
    ),
    "a goal that drives the terminal": (
        f'{SEEN}goals: [{{text: "\\e[31mred"}}]\n',
        "case.yaml:2: found a control character (U+001B); allowed: plain text",
    ),
    "a goal that turns the reading round": (
        f'{SEEN}goals: [{{text: "\\u202egnp.exe"}}]\n',
        "case.yaml:2: found U+202E (right-to-left override); allowed: plain text",
    ),
    "a goal with a letter that nobody sees": (
        f"{SEEN}goals: [{{text: run\u200b 5 km}}]\n",
        "case.yaml:2: found U+200B (zero width space); allowed: plain text",
    ),
    "a key with a letter that nobody sees": (
        f'{SEEN}"goals\\u2060": []\n',
        "case.yaml:2: found U+2060 (word joiner); allowed: plain text",
    ),
    "a key that is null": (
        f"{SEEN}minutes: null\n",
        "case.yaml:2: minutes: found nothing (null); allowed: a value, or [] for an empty list",
    ),
    "a key left blank": (
        f"{SEEN}equipment:\nminutes: 5\n",
        "case.yaml:2: equipment: found nothing; allowed: a value, or [] for an empty list",
    ),
    "not a number": (
        f"{SEEN}goals: [{{text: x, target: .nan}}]\n",
        "case.yaml:2: goals[0].target: found '.nan'; allowed: a finite number, or text in quotes",
    ),
    "a goal of no kind": (
        f"{SEEN}goals: [{{text: x, kind: proces}}]\n",
        "case.yaml:2: goals[0].kind: found 'proces'; allowed: goal_process, goal_outcome; "
        "did you mean goal_process?",
    ),
    "a goal about nothing known": (
        f"{SEEN}goals: [{{text: x, finding: heel_rise}}]\n",
        "case.yaml:2: goals[0].finding: found 'heel_rise'; "
        "allowed: heel_rises, knees_move_inward, knees_move_outward; did you mean heel_rises?",
    ),
    "a goal beyond the numbers of the rules": (
        f"{SEEN}goals: [{{text: x, target: 3000000}}]\n",
        "case.yaml:2: goals[0].target: found 3000000; allowed: a number from -1000000 to 1000000",
    ),
    "a start that is a word": (
        f"{SEEN}goals: [{{text: x, baseline: low}}]\n",
        "case.yaml:2: goals[0].baseline: found 'low'; allowed: a number from -1000000 to 1000000",
    ),
    "a goal for eight days a week": (
        f"{SEEN}goals: [{{text: x, times_per_week: 8}}]\n",
        "case.yaml:2: goals[0].times_per_week: found 8; allowed: a whole number from 1 to 7",
    ),
    "an unknown key in a goal": (
        f"{SEEN}goals: [{{text: x, messure: y}}]\n",
        "case.yaml:2: goals[0].messure: found an unknown key; allowed: text, kind, finding, "
        "pattern, measure, unit, baseline, target, times_per_week, by; did you mean measure?",
    ),
    "NaN as Python writes it": (
        f"{SEEN}minutes: NaN\n",
        "case.yaml:2: minutes: found 'NaN'; allowed: a finite number, or text in quotes",
    ),
    "infinity": (
        f"{SEEN}minutes: 1e999\n",
        "case.yaml:2: minutes: found '1e999'; allowed: a finite number, or text in quotes",
    ),
    "duplicate key": (
        f"{SEEN}minutes: 5\nminutes: 6\n",
        "case.yaml:3: minutes: found the same key again; allowed: each key once (first on line 2)",
    ),
    "duplicate key in JSON": (
        '{"pain": [{"region": "knee",\n "region": "shoulder"}]}',
        "case.yaml:2: pain[0].region: found the same key again; "
        "allowed: each key once (first on line 1)",
    ),
    "an empty file": (
        "",
        "case.yaml:1: found an empty file; allowed: a mapping of keys and values",
    ),
    "only a comment": (
        "# nothing yet\n",
        "case.yaml:1: found an empty file; allowed: a mapping of keys and values",
    ),
    "an empty mapping": (
        "{}",
        "case.yaml:1: found no observation; "
        "allowed: at least one, under findings, assessed, posture, tests, measures, fms, pain, "
        "red_flags",
    ),
    "a list": (
        "- finding: heel_rises\n",
        "case.yaml:1: found no mapping; allowed: a file of `key: value` lines",
    ),
    "a second document": (
        f"{SEEN}---\n{SEEN}",
        "case.yaml:3: found a second document; allowed: one case a file",
    ),
    "a list as a key": (
        f"{SEEN}? [a]\n: b\n",
        "case.yaml:2: found a list or mapping as a key; allowed: a word as a key",
    ),
    "unknown policy": (
        "fms: {policy: severity_frist, scores: {deep_squat: 1}}",
        "case.yaml:1: fms.policy: found 'severity_frist'; "
        "allowed: severity_first, hierarchy_first; did you mean severity_first?",
    ),
    "an earlier screen that is later": (
        "date: 2026-03-02\nfms:\n  scores: {deep_squat: 2}\n"
        "  previous:\n    date: 2026-03-02\n    scores: {deep_squat: 1}\n",
        "case.yaml:5: fms.previous.date: found 2026-03-02; allowed: a day before 2026-03-02",
    ),
    "an earlier screen without a score": (
        "fms:\n  scores: {deep_squat: 2}\n  previous: {date: 2026-03-02}\n",
        "case.yaml:3: fms.previous: found no score; allowed: at least one score or clearing test",
    ),
    "a screen before the earlier one": (
        "fms: {scores: {deep_squat: 2}, previous: {scores: {deep_squat: 1}, previous: {}}}",
        "case.yaml:1: fms.previous.previous: found an unknown key; allowed: date, scores, clearing",
    ),
    "an earlier score of 4": (
        "fms: {scores: {deep_squat: 2}, previous: {scores: {deep_squat: 4}}}",
        "case.yaml:1: fms.previous.scores.deep_squat: found 4; allowed: a whole number from 0 to 3",
    ),
    "unknown sign": (
        "posture: [{sign: knee_hyperextention}]",
        "case.yaml:1: posture[0].sign: found 'knee_hyperextention'; "
        "allowed: knee_hyperextension, pes_planus; did you mean knee_hyperextension?",
    ),
    "unknown view": (
        "posture: [{sign: pes_planus, view: above}]",
        "case.yaml:1: posture[0].view: found 'above'; "
        "allowed: view_anterior, view_lateral, view_posterior",
    ),
    "a sign as a word": (
        "posture: [pes_planus]",
        "case.yaml:1: posture[0]: found 'pes_planus'; "
        "allowed: a mapping with the keys sign, view, side, severity",
    ),
    "unknown modification": (
        f"{SEEN}modifications: [{{modification: heels_rised, finding: heel_rises, "
        "result: improves}]",
        "case.yaml:2: modifications[0].modification: found 'heels_rised'; "
        "allowed: heels_raised, hands_on_hips; did you mean heels_raised?",
    ),
    "a modification without its result": (
        f"{SEEN}modifications: [{{modification: heels_raised, finding: heel_rises}}]",
        "case.yaml:2: modifications[0]: found no key 'result'; allowed: a row that has it",
    ),
    "unknown question": (
        f"{SEEN}readiness: {{readiness_chest: no}}",
        "case.yaml:2: readiness.readiness_chest: found 'readiness_chest'; "
        "allowed: readiness_chest_pain, readiness_medication; "
        "did you mean readiness_chest_pain or readiness_medication?",
    ),
    "unknown answer": (
        f"{SEEN}readiness: {{readiness_chest_pain: maybe}}",
        "case.yaml:2: readiness.readiness_chest_pain: found 'maybe'; "
        "allowed: answer_cleared, answer_no, answer_yes",
    ),
    "an answer that is a number": (
        f"{SEEN}readiness: {{readiness_chest_pain: 1}}",
        "case.yaml:2: readiness.readiness_chest_pain: found 1; "
        "allowed: an id or a name of at most 100 letters",
    ),
    "answers as a list": (
        f"{SEEN}readiness: [readiness_chest_pain]",
        "case.yaml:2: readiness: found a list; "
        "allowed: a mapping, each entry written as `name: value`",
    ),
    "an anchor": (
        "findings: &all [{finding: heel_rises}]\n",
        "case.yaml:1: found an anchor or alias (& or *); allowed: plain values",
    ),
    "an alias": (
        f"{SEEN}minutes: *five\n",
        "case.yaml:2: found an anchor or alias (& or *); allowed: plain values",
    ),
    "a tag": (
        f"{SEEN}minutes: !!python/object/apply:os.system [true]\n",
        "case.yaml:2: found a tag (!); allowed: plain values",
    ),
    "a plain tag": (
        f"{SEEN}minutes: !!int 5\n",
        "case.yaml:2: found a tag (!); allowed: plain values",
    ),
    "a null byte": (
        "findings:\n- \x00\n",
        "case.yaml:2: found a control character (U+0000); allowed: plain text",
    ),
}
"""Name to the file and what is said about it."""
