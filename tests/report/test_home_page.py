"""The index: every published wave, its files, their sizes, and nothing that data could slip in."""

import datetime as dt
import json

import pytest

from bilan.assembly.pages import render_page
from bilan.project.errors import DataError
from bilan.report.home_page import (
    Manifest,
    Output,
    changes_summary,
    index_markdown,
    latest_epoch,
    mention_of,
    read_manifests,
    read_verdicts,
    size,
)
from bilan.report.mention import mentions

NBSP, NARROW = "\u00a0", "\u202f"


def manifest(wave="2015", *, simulated=True, engine="quarto", title="Bilan", **files):
    given = files or {"bilan.html": 1_234_567}
    return Manifest(
        vague=wave,
        titre=title,
        publication=dt.date(int(wave[:4]), 6, 30),
        donnees_simulees=simulated,
        moteur=engine,
        sorties={name: Output("0" * 64, octets) for name, octets in given.items()},
    )


def page(*manifests, told=None):
    text = index_markdown(manifests, told=told)
    return render_page(text, title="T", subtitle="", mention="", epoch=0).decode()


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (0, f"0{NBSP}octet"),
        (1, f"1{NBSP}octet"),
        (812, f"812{NBSP}octets"),
        (1000, f"1{NBSP}ko"),
        (34_499, f"34{NBSP}ko"),
        (999_499, f"999{NBSP}ko"),
        (999_500, f"1,0{NBSP}Mo"),
        (1_234_567, f"1,2{NBSP}Mo"),
        (1_250_000, f"1,3{NBSP}Mo"),
        (1_234_567_890, f"1{NARROW}234,6{NBSP}Mo"),
    ],
)
def test_sizes_in_french(octets, words):
    assert size(octets) == words


def test_each_published_format_is_a_link_with_its_size():
    files = {"bilan.html": 1_234_567, "bilan.pdf": 235_000, "tableau-de-bord.html": 199_000}
    html = page(manifest(**files)).replace("\n", " ")
    assert f'<a href="2015/bilan.html">Rapport 2015 en ligne (HTML, 1,2{NBSP}Mo)</a>' in html
    assert f'<a href="2015/bilan.pdf">Rapport 2015 à imprimer (PDF, 235{NBSP}ko)</a>' in html
    assert f'href="2015/tableau-de-bord.html">Tableau de bord 2015 (HTML, 199{NBSP}ko)' in html
    assert "Word" not in html
    assert 'href="2015/manifest.json"' in html


def test_data_and_notebooks_are_listed_together():
    files = {
        "donnees/instance.svg": 30_000, "donnees/instance.csv": 400,
        "donnees/indicateurs.csv": 8_000, "carnets/01_pilotage.ipynb": 99_000,
    }  # fmt: skip
    html = page(manifest(**files)).replace("\n", " ")
    assert f"<summary>Données 2015 (3{NBSP}fichiers, 38{NBSP}ko)</summary>" in html
    assert f"<summary>Carnets de calcul 2015 (1{NBSP}fichier, 99{NBSP}ko)</summary>" in html
    assert html.count("<li>") == 3
    assert f'href="2015/donnees/instance.csv">instance.csv (400{NBSP}octets)</a>, <a' in html


def test_a_wave_says_when_from_what_and_by_whom():
    html = page(manifest(engine="embedded + quarto", simulated=False)).replace("\n", " ")
    assert "Publié le 30 juin 2015. Données réelles." in html
    assert "Composé par le moteur intégré (pandoc et typst) et Quarto." in html


def test_nothing_published_is_said():
    assert "Aucun bilan" in page()
    assert latest_epoch([]) == 0


def test_epoch_is_noon_of_the_latest_publication():
    expected = dt.datetime(2015, 6, 30, 12, tzinfo=dt.UTC).timestamp()
    assert latest_epoch([manifest("2014"), manifest("2015")]) == expected


@pytest.mark.parametrize(
    ("simulated", "words"),
    [
        ([], ""),
        ([False], ""),
        ([True, True], mentions().every_wave),
        ([True, False], mentions().some_waves),
    ],
)
def test_banner_says_which_data_are_simulated(simulated, words):
    assert mention_of([manifest(simulated=one) for one in simulated]) == words


def write(site, folder, **changes):
    stated = {
        "vague": folder, "titre": "Bilan", "publication": "2015-06-30", "donnees_simulees": True,
        "moteur": "quarto", "entrees": {}, "sorties": {"bilan.pdf": {"sha256": "0", "octets": 5}},
        **changes,
    }  # fmt: skip
    (site / folder).mkdir()
    (site / folder / "manifest.json").write_text(json.dumps(stated), encoding="utf-8")


def test_manifests_are_read_latest_first_and_a_missing_wave_is_left_out(tmp_path):
    write(tmp_path, "2014")
    write(tmp_path, "2016")
    (tmp_path / "2015").mkdir()
    found = read_manifests(tmp_path)
    assert [one.vague for one in found] == ["2016", "2014"]
    assert found[0].sorties == {"bilan.pdf": Output("0", 5)}
    assert read_manifests(tmp_path / "nowhere") == []


@pytest.mark.parametrize("changes", [{"vague": "2013"}, {"publication": "hier"}, {"sorties": 3}])
def test_a_wrong_manifest_is_an_error_that_names_it(tmp_path, changes):
    write(tmp_path, "2014", **changes)
    with pytest.raises(DataError, match=r"2014/manifest\.json cannot be used"):
        read_manifests(tmp_path)


def test_a_manifest_cut_short_is_an_error(tmp_path):
    write(tmp_path, "2014")
    (tmp_path / "2014" / "manifest.json").write_text('{"vague": "2014"', encoding="utf-8")
    with pytest.raises(DataError, match="cannot be used"):
        read_manifests(tmp_path)


def test_hostile_text_stays_text():
    hostile = "<script>alert(1)</script> [x](javascript:a) ![i](http://b.example/i.png)"
    files = {
        'donnees/a"><script>.csv': 10,
        "donnees/x](javascript:alert(1)).csv": 10,
        "donnees/a (1).csv": 10,
    }
    html = page(manifest(title=hostile, engine=hostile, **files))
    body = html.split("<main")[1].split("</main>")[0]
    assert body.replace("\n", " ").count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert "<script" not in body
    assert "<img" not in body
    assert 'href="javascript' not in body
    assert 'href="2015/donnees/a%22%3E%3Cscript%3E.csv"' in body
    assert 'href="2015/donnees/a%20%281%29.csv"' in body


def test_the_validation_report_and_the_letter_are_linked_where_they_are_published():
    files = {"rapport-validation.html": 170_000, "trame-lettre-de-mission.docx": 20_000}
    html = page(manifest(**files)).replace("\n", " ")
    words = f"Rapport de validation des données 2015 (HTML, 170{NBSP}ko)"
    assert f'<a href="2015/rapport-validation.html">{words}</a>' in html
    assert f'lettre-de-mission.docx">Trame de la lettre de mission 2015 (Word, 20{NBSP}ko)' in html
    assert "validation" not in page(manifest())


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((9, 1, 4, 0), "9 indicateurs progressent, 1 recule et 4 sont stables"),
        ((0, 0, 1, 7), "1 indicateur est stable et 7 ne se comparent pas"),
        ((1, 0, 0, 0), "1 indicateur progresse"),
        ((0, 2, 1, 0), "2 indicateurs reculent et 1 est stable"),
        ((0, 0, 0, 1), "1 indicateur ne se compare pas"),
    ],
)  # fmt: skip
def test_what_changed_is_one_sentence(counts, words):
    names = ("progresse", "recule", "stable", "non comparable")
    verdicts = [name for name, n in zip(names, counts, strict=True) for _ in range(n)]
    told = changes_summary(verdicts, since="2014")
    assert told.replace(NBSP, " ") == f"Depuis 2014 : {words}."
    assert changes_summary([], since="2014") == ""


def test_verdicts_are_those_that_were_published(tmp_path):
    folder = tmp_path / "2015" / "donnees"
    folder.mkdir(parents=True)
    text = "indicateur,verdict\na,progresse\nb,\nc,stable\n"
    (folder / "comparaison.csv").write_text(text, encoding="utf-8")
    assert read_verdicts(tmp_path, "2015") == ["progresse", "stable"]
    assert read_verdicts(tmp_path, "2014") == []


def test_sentences_on_a_wave_stand_in_its_section_as_text():
    told = {
        "2015": [
            "Depuis 2014 : **1** [x](javascript:a) <b>progresse</b>.",
            "Relecture : 3 sections visées.",
        ]
    }
    html = page(manifest("2015"), manifest("2014"), told=told)
    later, earlier = html.split("<main")[1].split('id="vague-2014"')
    expected = f"Depuis 2014{NBSP}: **1** [x](javascript:a) &lt;b&gt;progresse&lt;/b&gt;."
    assert expected in later.replace("\n", " ")
    assert f"<p>Relecture{NBSP}: 3 sections visées.</p>" in later
    assert "Relecture" not in earlier
