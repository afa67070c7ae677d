"""What is shown of a link between an answer and the type leaves the hidden counts hidden.

A reader is one who lists every way to spread the answer over the types, by hand: the p-values and
strengths here are worked out from counts of combinations, not by the package.
"""

from itertools import product
from math import comb, isnan, sqrt

import numpy as np
import pytest
from builders import asked, frame, indicator, responses, wave
from crossed_samples import HEAD, KINDS, MEMBERS, NURSE, SIZES, Counts, académie

from bilan.disclosure import crossed_tables
from bilan.disclosure.crossed_tables import links_by_group, published_links, shares_by_group
from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study
from bilan.survey.codebook import Option
from bilan.survey.conditions import Condition
from bilan.survey.illustration_specs import Illustration

HIDDEN = np.array([False, True, True])
CROSSES = Illustration(
    id="who", notebook="01", kind="association", question=MEMBERS.id, by="voie",
    answer=("a", "ont"), respondents="EPLE", field="EPLE", unit="En %",
)  # fmt: skip


def ways(sizes: Counts, total: int) -> list[Counts]:
    """Every way to spread an answer over the groups."""
    return [w for w in product(*(range(size + 1) for size in sizes)) if sum(w) == total]


def likelihood(way: Counts, sizes: Counts) -> int:
    """How many choices of schools make this way."""
    number = 1
    for gave, size in zip(way, sizes, strict=True):
        number *= comb(size, gave)
    return number


def p_value(way: Counts, sizes: Counts) -> float:
    """Chance of a way no likelier than this one."""
    all_ways = [likelihood(other, sizes) for other in ways(sizes, sum(way))]
    return sum(n for n in all_ways if n <= likelihood(way, sizes)) / sum(all_ways)


def strength(way: Counts, sizes: Counts) -> float:
    """V de Cramér of given or not, by group."""
    share, squares = sum(way) / sum(sizes), 0.0
    for gave, size in zip(way, sizes, strict=True):
        squares += (gave - share * size) ** 2 / (share * size)
        squares += (gave - share * size) ** 2 / ((1 - share) * size)
    return sqrt(squares / sum(sizes))


def test_the_strength_of_a_link_is_missing_where_a_group_is_hidden() -> None:
    study = académie(head=HEAD, nurse=NURSE)
    shares = shares_by_group("members", study)
    hidden = shares.groupby("label", sort=False)["suppressed"].agg(list).to_dict()
    assert hidden == {"Option head": HIDDEN.tolist(), "Option nurse": [False] * 3}
    head, nurse = links_by_group("members", study)["cramers_v"]
    assert isnan(head)
    assert nurse == pytest.approx(strength(NURSE, SIZES))


def test_the_strength_would_give_back_the_hidden_counts() -> None:
    shown = round(strength(HEAD, SIZES), 4)
    left = [w for w in ways(SIZES, sum(HEAD)) if w[0] == HEAD[0]]
    assert len(left) == 8
    assert [w for w in left if round(strength(w, SIZES), 4) == shown] == [HEAD]


def test_the_class_of_a_link_would_narrow_the_hidden_counts() -> None:
    """Doubled by Holm, its chance is above 0.05: of the eight ways, only 3, 4 and 5 are."""
    left = [w for w in ways(SIZES, sum(HEAD)) if w[0] == HEAD[0]]
    assert {w[1] for w in left if 2 * p_value(w, SIZES) >= 0.05} == {3, 4, 5}


@pytest.mark.parametrize("head", [HEAD, (14, 3, 4), (14, 2, 5), (14, 6, 1)])
def test_a_link_is_shown_without_its_chance_where_a_group_is_hidden(head: Counts) -> None:
    study = académie(head=head, nurse=NURSE)
    shown = links_by_group("members", study)
    assert shown["label"].tolist() == ["Option head", "Option nurse"]
    assert isnan(shown["p_adjusted"][0])
    assert shown["p_adjusted"][1] == pytest.approx(p_value(NURSE, SIZES))


def test_a_text_knows_the_links_that_are_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crossed_tables, "illustrations_of", lambda _: {"who": CROSSES})
    study = académie(head=HEAD, nurse=NURSE)
    known = published_links(study).set_index("option")["p_adjusted"]
    assert isnan(known["head"])
    assert known["nurse"] == pytest.approx(p_value(NURSE, SIZES))
    monkeypatch.setattr(crossed_tables, "illustrations_of", lambda _: {})
    hidden = published_links(académie(head=HEAD, nurse=NURSE))
    assert hidden[["cramers_v", "p_value", "p_adjusted"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("wanted", "base", "shown"),
    [
        ("Y", "all", True), ("N", "all", True), (["Y", "N"], "all", False),
        ("Y", {"letter": "Y"}, False),
    ],
)  # fmt: skip
def test_the_row_of_an_indicator_backs_what_is_said_of_its_answer(
    wanted: str | list[str], base: str | Condition, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    schools = [f"{kind}{n} {kind} public nord" for kind in KINDS for n in range(40)]
    given = {
        school.split()[0]: {"project": "YN"[n % 2], "letter": "Y"}
        for n, school in enumerate(schools)
    }
    made = responses((asked("project"), asked("letter")), given, frame(*schools))
    followed = indicator("made", {"project": wanted}, base=base, target=90.0)
    monkeypatch.setattr("bilan.estimation.study.indicators_in", lambda _: (followed,))
    study = Study(wave(), made, estimate(made, (followed,)))
    known = published_links(study).set_index("question")["p_adjusted"]
    assert known.notna().to_dict() == {"project": shown, "letter": False}


def test_the_chance_of_a_shown_link_does_not_hang_on_a_hidden_one() -> None:
    """Of two ways of a hidden row, one is far likelier than the other."""
    told = []
    for head in ((14, 4, 3), (18, 2, 1)):
        links = links_by_group("members", académie(head=head, nurse=NURSE)).set_index("label")
        assert isnan(links.loc["Option head", "p_adjusted"])
        told.append(links.loc["Option nurse", "p_adjusted"])
    assert told[0] == told[1] == pytest.approx(min(1.0, 2 * p_value(NURSE, SIZES)))


def test_the_chance_of_a_shown_link_is_doubled_though_that_of_a_hidden_one_is_smaller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By Holm's own rule it would be the larger of two, and stay as it is."""
    head, nurse = (20, 4, 1), (6, 9, 8)
    assert p_value(head, SIZES) < p_value(nurse, SIZES) < 0.1
    study = académie(head=head, nurse=nurse)
    links = links_by_group("members", study).set_index("label")["p_adjusted"]
    assert isnan(links["Option head"])
    assert links["Option nurse"] == pytest.approx(2 * p_value(nurse, SIZES))
    monkeypatch.setattr(crossed_tables, "illustrations_of", lambda _: {"who": CROSSES})
    known = published_links(académie(head=head, nurse=nurse)).set_index("option")["p_adjusted"]
    assert isnan(known["head"])
    assert known["nurse"] == pytest.approx(2 * p_value(nurse, SIZES))


def led(*, letters: Counts, only: list[str] | None = None, **given: Counts) -> Study:
    """Forty schools of each type. Those with a letter, the first ones, are asked for members."""
    schools = [(kind, n) for kind in KINDS for n in range(40)]
    asked_of = dict(zip(KINDS, letters, strict=True))
    members = asked("members", "M", options=tuple(given), filter={"letter": "Y"}, base="shown")
    if only:
        members.options["nurse"] = Option(code="SQ009", label="Option nurse", only={"type": only})
    answers = {
        f"{kind}{n}": {
            "letter": "YN"[n >= asked_of[kind]],
            **{
                f"members_{option}": float(n < counts[KINDS.index(kind)])
                for option, counts in given.items() if n < asked_of[kind]
            },
        }
        for kind, n in schools
    }  # fmt: skip
    places = frame(*(f"{kind}{n} {kind} public nord" for kind, n in schools))
    hidden = [school for school, row in answers.items() if row["letter"] == "N"]
    made = responses((asked("letter"), members), answers, places, hidden={"members": hidden})
    return Study(wave(), made, estimate(made, ()))


def bases(study: Study) -> dict[str, list[int | None]]:
    """The bases that a table by type shows, by option."""
    table = shares_by_group("members", study)
    shown = table["base"].astype(object).where(table["base"].notna(), None)
    return shown.groupby(table["label"], sort=False).agg(list).to_dict()


def test_the_base_of_a_hidden_share_is_missing_where_an_answer_led_to_it() -> None:
    study = led(letters=(20, 15, 12), nurse=(10, 7, 6), head=(14, 3, 5))
    shares = shares_by_group("members", study)
    assert shares["suppressed"].tolist() == [False, False, False, False, True, True]
    assert bases(study) == {"Option nurse": [20, 15, 12], "Option head": [20, None, None]}


def test_the_base_of_all_schools_is_known_to_everyone() -> None:
    study = académie(head=HEAD, nurse=NURSE)
    assert bases(study) == {"Option head": [25, 17, 14], "Option nurse": [25, 17, 14]}


@pytest.mark.parametrize(("letters", "shown"), [(0, 0), (1, None), (12, None)])
def test_an_option_that_a_group_does_not_have_tells_its_base_where_none_was_asked(
    letters: int, shown: int | None
) -> None:
    study = led(letters=(20, 15, letters), only=["CLG", "LGT"], nurse=(10, 7, 0))
    assert bases(study)["Option nurse"][2] == shown


def test_options_keep_the_order_of_the_questionnaire(monkeypatch: pytest.MonkeyPatch) -> None:
    study, labels = académie(nurse=NURSE, head=NURSE), ["Un chef", "Infirmier"]
    for name, label in zip(("head", "nurse"), labels, strict=True):
        option = Option(code="SQ001", label=label)
        monkeypatch.setitem(study.responses.questions[0].options, name, option)
    assert shares_by_group("members", study)["label"].drop_duplicates().tolist() == labels
    assert links_by_group("members", study)["label"].tolist() == labels


def test_the_groups_may_be_those_of_another_domain() -> None:
    schools = [f"{kind}{n} {kind} public {'est' if n % 2 else 'nord'}"
               for kind, size in zip(KINDS, SIZES, strict=True) for n in range(size)]  # fmt: skip
    answers = {
        school.split()[0]: {"members_head": float("est" in school), "members_nurse": 1.0 * (n % 3)}
        for n, school in enumerate(schools)
    }
    answers = {school: {k: min(v, 1.0) for k, v in row.items()} for school, row in answers.items()}
    made = responses((MEMBERS,), answers, frame(*schools))
    study = Study(wave(), made, estimate(made, ()))
    shares = shares_by_group("members", study, "bassin")
    assert shares["group"].tolist() == ["Est", "Nord"] * 2
    shown = links_by_group("members", study, by="bassin").set_index("label")["cramers_v"]
    assert isnan(shown["Option head"])  # all of one bassin, none of the other
    assert shown["Option nurse"] < 0.3


def test_the_row_of_an_option_backs_what_is_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    followed = indicator("nurses", {"members": "nurse"}, target=90.0)
    monkeypatch.setattr("bilan.estimation.study.indicators_in", lambda _: (followed,))
    plain = académie(head=NURSE, nurse=NURSE)
    study = Study(wave(), plain.responses, estimate(plain.responses, (followed,)))
    known = published_links(study).set_index("option")["p_adjusted"]
    assert known.notna().to_dict() == {"head": False, "nurse": True}


def test_a_label_may_hold_a_colon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crossed_tables, "illustrations_of", lambda _: {"who": CROSSES})
    study = académie(head=NURSE, nurse=NURSE)
    options = study.responses.questions[0].options
    monkeypatch.setitem(options, "nurse", Option(code="SQ002", label="Santé: infirmier: seul"))
    known = published_links(study).set_index("option")["p_adjusted"]
    assert known.notna().all()
