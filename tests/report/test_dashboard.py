"""The dashboard's Markdown: what each row says, and nothing that data could slip in."""

import re

import pandas as pd
import pytest
from dashboard_samples import BEFORE, INDICATORS, NOW, table, wave
from progress_samples import indicator

from bilan.assembly.pages import render_page
from bilan.estimation.progress import Before
from bilan.report.dashboard import dashboard_page

HOSTILE = (
    "<script>alert(1)</script> | [x](http://a.example) ![i](http://b.example/i.png) "
    "{{< include /etc/passwd >}} `c`{=html} $x$ **gras** <!-- -->"
)


def plain(markdown):
    """The Markdown without its marks: what a reader sees."""
    text = re.sub(r"\{[^{}]*\}|\*\*|(?<!\\)[\[\]]", "", markdown)
    return re.sub(r"\\(.)", r"\1", text).replace("\u00a0", " ")


def cells(markdown, start):
    (row,) = [r for r in plain(markdown).splitlines() if r.startswith(f"| {start}")]
    return [cell.strip() for cell in row.strip("|").split("|")]


def dashboard_markdown(stated, **given):
    return dashboard_page(stated, **given).markdown


def html(stated, **given):
    made = dashboard_page(stated, **given)
    page = render_page(
        made.markdown, title="T", subtitle="", mention="", epoch=0, drawings=made.drawings
    )
    return page.decode()


@pytest.fixture
def second():
    return dashboard_markdown(wave(), indicators=INDICATORS, estimates=NOW, before=BEFORE)


@pytest.fixture
def first():
    return dashboard_markdown(wave("2014", None), indicators=INDICATORS, estimates=NOW, before=None)


def rows_of(markdown):
    """The tables by chapter, without the one by type."""
    return markdown.split("# Par type")[0]


def test_a_row_gives_both_waves_change_verdict_and_target(second):
    assert cells(rows_of(second), "Lettre") == [
        "Lettre de mission", "25,4 %", "46,4 %", "+21,0 points", "▲ progresse", "75,0 %",
        "○ à 28,6 points", "58 / 125", "40,0 % à 60,0 %",
    ]  # fmt: skip


def test_a_fall_that_is_progress_reaches_its_target(second):
    row = cells(rows_of(second), "Maintenance")
    assert row[4:7] == ["▼ recule", "50,0 %", "● atteinte"]


def test_a_broken_series_has_no_change_and_names_its_base(second):
    row = cells(rows_of(second), "Autre sujet")
    assert row[0] == "Autre sujet Champ : EPLE concernés"
    assert row[3:7] == ["–", "× non comparable", "–", "–"]


def test_summary_counts_verdicts_and_targets(second):
    assert cells(second, "Pilotage") == ["Pilotage(#chapitre-1-1)", "1", "–", "–", "1", "0 / 1"]
    assert cells(second, "Ensemble") == ["Ensemble", "1", "1", "–", "1", "1 / 2"]


def test_first_wave_compares_nothing(first):
    assert "Écart" not in first
    assert "Verdict" not in first
    assert "progresse" not in first
    assert cells(rows_of(first), "Lettre") == [
        "Lettre de mission", "46,4 %", "75,0 %", "○ à 28,6 points", "58 / 125", "40,0 % à 60,0 %",
    ]  # fmt: skip
    assert cells(first, "Ensemble") == ["Ensemble", "3", "1 / 2"]


def test_by_type_holds_targets_only_and_hides_small_cells(second):
    by_type = second.split("# Par type")[1]
    assert cells(by_type, "Maintenance")[3:] == ["s", "s", "50,0 %"]
    assert "Autre sujet" not in by_type
    assert "Moins de 5 EPLE" in plain(by_type)


def test_bounds_that_meet_are_written_once():
    met = table([36, 10, 12], [79, 22, 24], low=0.464, high=0.464)
    text = dashboard_markdown(wave("2014", None), indicators=INDICATORS[:1], estimates=met)
    assert cells(rows_of(text), "Lettre")[-1] == "46,4 %"


def test_an_unknown_chapter_is_not_lost():
    stray = [indicator("a", chapter="9 {x}")]
    text = dashboard_markdown(wave("2014", None), indicators=stray, estimates=NOW)
    assert "#chapitre-9--x- " in text
    assert "Un indicateur" in text


def test_french_typography(second):
    assert not re.search(r"\d [%]|[«] | »|\w [;!?:]", second)
    assert "'" not in second


def test_hostile_labels_stay_text_in_the_page():
    hostile = [indicator("a", label=HOSTILE, base={"q": "Y"}, base_label=HOSTILE, target=0.9)]
    page = html(wave(), indicators=hostile, estimates=NOW, before=BEFORE)
    body = page.split("<main")[1].split("</main>")[0]
    assert body.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 5
    assert "<script" not in body
    assert "<img" not in body
    assert "<!--" not in body
    assert 'href="http' not in body
    assert "<strong>gras" not in body
    assert "{{&lt; include /etc/passwd &gt;}}" in body


def test_tables_have_captions_and_heads():
    page = html(wave(), indicators=INDICATORS, estimates=NOW, before=BEFORE)
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert len(tables) == 4
    for one in tables:
        assert "<caption>" in one
        assert one.count('scope="row"') == one.count("<tr") - 1
        assert '<th scope="col"' in one or 'scope="col"' in one
    assert '<span class="verdict progresse"><span aria-hidden="true">▲</span>' in page


BASSINS = ["est", "nord", "ouest", "sud"]


def by_bassin(have, bases, *, name):
    """The estimates of an indicator by bassin, to be put beside those by type."""
    table = pd.DataFrame({"category": BASSINS, "numerator": have, "base": bases}).astype(
        {"numerator": float, "base": float}
    )
    return table.assign(
        id=name, domain="bassin", answered=bases, value=table["numerator"] / table["base"]
    )


WIDE = pd.concat(
    [
        NOW,
        by_bassin([12, 16, 18, 12], [22, 32, 39, 32], name="a"),
        by_bassin([9, 2, 19, 14], [22, 32, 39, 32], name="b"),
    ]
)


def test_bassins_have_their_section_under_the_same_rule():
    page = html(wave(), indicators=INDICATORS, estimates=WIDE, before=BEFORE)
    section = page.split('id="par-bassin"')[1].split("</main>")[0].replace("\u00a0", " ")
    assert re.findall(r'<th[^>]*scope="col"[^>]*>([^<]*)</th>', section) == [
        "Indicateur", "Ensemble", "Est", "Nord", "Ouest", "Sud", "Cible",
    ]  # fmt: skip
    assert "54,5 % (12/22)" in section
    assert not re.search(r"\b6,[23]|\b2/32", section)  # two schools of the nord
    assert section.count("<svg") == 2
    assert "Nord valeur tenue secrète" in section
    assert "Moins de 5 EPLE du bassin" in section
    assert "LGT" not in section


def test_what_was_decided_over_all_tables_is_hidden_here():
    groups = {"voie": ["CLG", "LGT", "PRO"], "bassin": ["est", "nord", "ouest", "sud"]}
    shown = {
        domain: {name: pd.Series(False, index=names) for name in ("a", "b", "c")}
        for domain, names in groups.items()
    }
    shown["voie"]["a"][:] = True
    page = html(wave(), indicators=INDICATORS, estimates=WIDE, before=BEFORE, hidden=shown)
    types = page.split('id="par-type"')[1].split('id="par-bassin"')[0]
    bassins = page.split('id="par-bassin"')[1].split("</main>")[0]
    assert types.count(">s</td>") == 3
    assert bassins.count(">s</td>") == 0


def test_a_chart_has_a_bar_for_each_value_of_its_table_and_none_for_what_is_hidden():
    page = html(wave(), indicators=INDICATORS, estimates=WIDE, before=BEFORE)
    for name in ("par-type", "par-bassin"):
        section = page.split(f'id="{name}"')[1].split("<section")[0]
        rows = re.findall(r"<tr>(.*?)</tr>", section.split("<tbody>")[1], re.DOTALL)
        charts = re.findall(r"<svg.*?</svg>", section, re.DOTALL)
        assert len(rows) == len(charts) == 2
        for row, chart in zip(rows, charts, strict=True):
            assert len(re.findall(r'class="barre', chart)) == row.count("(")
            assert chart.count(">secret<") == len(re.findall(r">s</td>", row))


def test_without_bassins_or_without_targets_there_is_no_section():
    page = html(wave(), indicators=INDICATORS, estimates=NOW, before=BEFORE)
    assert 'id="par-bassin"' not in page
    assert "par-type" not in html(wave(), indicators=INDICATORS[2:], estimates=NOW, before=BEFORE)


def test_each_row_and_each_chart_says_what_the_filters_ask():
    page = html(wave(), indicators=INDICATORS, estimates=NOW, before=BEFORE)
    a = 'data-chapitre="chapitre-1-1" data-situation="à distance" data-verdict="progresse"'
    assert page.count(a) == 3  # the chapter's row, the chart, the row by type
    c = 'data-chapitre="chapitre-1-1" data-situation="sans cible" data-verdict="non comparable"'
    assert page.count(c) == 1
    for name in set(re.findall(r'data-chapitre="([^"]*)"', page)):
        assert f'<section id="{name}"' in page
    first = html(wave("2014", None), indicators=INDICATORS, estimates=NOW)
    assert "data-verdict=" not in first.split("<script")[0]


def test_the_same_estimates_give_the_same_page():
    once, again = (
        html(wave(), indicators=INDICATORS, estimates=WIDE, before=BEFORE) for _ in range(2)
    )
    assert once == again
    assert not re.search(r"<[^>]+ style=", once.split("<main")[1])


def test_a_change_that_is_not_told_from_chance_says_what_would_have_been():
    stable = BEFORE.evolution.assign(verdict="stable", smallest=[0.102, float("nan"), 0.3])
    before = Before("2014", BEFORE.estimates, stable)
    page = rows_of(
        dashboard_markdown(wave(alpha=0.01), indicators=INDICATORS, estimates=NOW, before=before)
    )
    verdicts = [cells(page, name)[4] for name in ("Lettre", "Maintenance", "Autre sujet")]
    assert verdicts == [
        "= stable décelable dès 10,2 points",
        "= stable",
        "= stable décelable dès 30,0 points",
    ]
    assert "moins d’une fois sur 100, compte tenu" in plain(page)
