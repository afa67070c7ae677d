"""Typographic faults of a chapter: found where they are, mended, and nothing else touched."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilan.french.typography import TypographyFinding, check_typography, mend

PIECES = st.sampled_from(
    [
        *"aà.,;:!?%«»\"'’*_`$#|<>[](){}=@-\n\\0159 \u00a0\u202f\u2009…",
        *("\n\n", "    ", "  ", "```", "---", "...", "A la ", "Etat", "ETAT", "oeuvre", "Oeil"),
        *("61.5", "12:30", "https://a.fr/x?y:", '{ind=x a="b"}', "{{< include a.qmd >}}"),
        *("etc...", "[61.5 %]{ind=x}", "](a.png)", "<b>", "l'", "@fig-a", "1 234", "version 1.2"),
    ]
)
PERCENT = "Une espace insécable sépare le nombre de «\u00a0%\u00a0»."
TEXT = st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("l'école", "l’école"),
        ("l'[61,5\u00a0%]{ind=x}", "l’[61,5\u00a0%]{ind=x}"),
        ("l'**école**", "l’**école**"),
        ("**Attention** : non", "**Attention**\u00a0: non"),
        ("[61,5 %]{ind=x} ;", "[61,5\u00a0%]{ind=x}\u202f;"),
        ("[61.5 %]{ind=x}", "[61,5\u00a0%]{ind=x}"),
        ("voir @fig-instance: oui", "voir @fig-instance\u00a0: oui"),
        ("[un lien](https://a.fr): oui!", "[un lien](https://a.fr)\u00a0: oui\u202f!"),
        ("`code`: oui", "`code`\u00a0: oui"),
        ("« mot »", "«\u00a0mot\u00a0»"),
        ('un "mot" ici', "un «\u00a0mot\u00a0» ici"),
        ('« un "mot" »', "«\u00a0un “mot”\u00a0»"),
        ('"Citation": oui', "«\u00a0Citation\u00a0»\u00a0: oui"),
        ('un "mot\nsur deux" lignes', "un «\u00a0mot\nsur deux\u00a0» lignes"),
        ("et puis...", "et puis…"),
        ("(...)", "(…)"),
        ("lettres, etc...", "lettres, etc."),
        ("lettres, etc…", "lettres, etc."),
        ("4.2 champs", "4.2 champs"),
        ("en moyenne 4.2 champs", "en moyenne 4,2 champs"),
        ("de 3.5 à 4.2 champs", "de 3,5 à 4,2 champs"),
        ("Soit 61.5 %", "Soit 61,5\u00a0%"),
        ("un gain de 4.5 points", "un gain de 4,5 points"),
        ("A la lumière", "À la lumière"),
        ("Fin. A partir de là", "Fin. À partir de là"),
        ("- A l'école", "- À l’école"),
        ("l'Etat et L'ETAT", "l’État et L’ÉTAT"),
        ("Evolution de l'Ecole", "Évolution de l’École"),
        ("les Etats-Unis", "les États-Unis"),
        ("mise en oeuvre, OEUVRE, Oeil", "mise en œuvre, ŒUVRE, Œil"),
        ("main-d'oeuvre", "main-d’œuvre"),
        ("deux  mots", "deux mots"),
        ("1 234 567 euros", "1\u202f234\u202f567 euros"),
        ("fin ?\n", "fin\u202f?\n"),
        ("[^1]: une note : oui", "[^1]: une note\u00a0: oui"),
        ("> cité: oui", "> cité\u00a0: oui"),
        ("| a: b | c  d |", "| a\u00a0: b | c  d |"),
    ],
)
def test_mends(wrong, right):
    assert mend(wrong) == right
    assert mend(right) == right
    assert bool(check_typography(wrong)) == (wrong != right)
    assert check_typography(right) == []


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "L\'Etat: 61.5 %..."\n---\n',
        '```python\nx = "l\'a: b"  # oeuvre...\n```\n',
        "~~~~\nl'a: b!\n~~~\nl'a: b!\n~~~~\n",
        "```\njamais close l'a: b!\n",
        "un `code l'a: b!` ici",
        "paragraphe\n\n    code l'a: b!\n    suite l'a: b!\n",
        "https://exemple.fr/l'a?b:c!d",
        "<https://exemple.fr/a?b: c>",
        '[lien](a.html "l\'a: b")',
        '![image](a.png){#fig-a fig-alt="l\'alt: x..."}',
        '[texte]{ind=externe source="l\'Insee: 2014"}',
        "{{< include ../../figures/2014/l'a.qmd >}}",
        '::: {.note title="l\'a: b"}\n:::\n',
        '[cible]: https://a.fr "l\'a: b!"\n',
        "Table: Légende {#tbl-a}\n",
        ": Légende {#tbl-a}\n",
        "| a | b |\n|:--|--:|\n| 1  | 2   |\n",
        "+---+:--+\n| a | b |\n+===+===+\n",
        "<!-- l'a: b! -->",
        '<span title="l\'a: b">x</span>',
        "voir [@dupont; @durand] et [-@martin, p. 3; @a]",
        "$a'b: 1.5$ et $$x' = 1.5!$$",
        "Échappé \\\" et \\' ici",
        "à 12:30 le 28.04.2014",
        "## 1.1 Pilotage du numérique\n",
        "Python 3.11, WCAG 2.2, version 1.7, parties 1.1, 1.2 et 2.1, § 1.3",
        "en 2014 122 EPLE",
        "1.  Premier\n2.  Second\n",
        "fin de ligne  \nsuite",
        "Terme\n:   définition\n",
        "le groupe A la rejoint",
        "coefficient, moelle, poète, coexister",
        "R&amp;D &lt;",
        "ab@exemple.fr",
        "ligne\r\nautre\r\n",
        "",
    ],
)
def test_leaves_alone(text):
    assert check_typography(text) == []
    assert mend(text) == text


def test_a_paragraph_inside_a_list_is_prose():
    assert mend("- un\n\n    l'école\n") == "- un\n\n    l’école\n"


def test_prose_after_kept_parts_is_still_read():
    text = "---\na: b\n---\n\n```\nl'a\n```\n\nL'école: `l'a`, {{< meta a >}} l'Etat.\n"
    assert mend(text) == (
        "---\na: b\n---\n\n```\nl'a\n```\n\nL’école\u00a0: `l'a`, {{< meta a >}} l’État.\n"
    )


def test_a_finding_says_where_what_and_why():
    assert check_typography("# Titre\n\nUn mot et l'école\nou 61.5 %.\n") == [
        TypographyFinding(3, 12, "l'école", "l’école", "L’apostrophe doit être typographique (’)."),
        TypographyFinding(4, 4, "61.5", "61,5", "La virgule sépare les décimales."),
        TypographyFinding(4, 8, "61.5 %.", "61.5\u00a0%.", PERCENT),
    ]


@pytest.mark.parametrize("text", ['un écran de 12" large', 'un " mot " flou', 'a "b" c "d'])
def test_quotes_that_do_not_pair_are_left_to_the_editor(text):
    findings = check_typography(text)
    assert {f.text == f.mended for f in findings} == {True}
    assert len(findings) == text.count('"')
    assert mend(text) == text


def test_quotes_pair_within_their_paragraph_only():
    assert mend('un "seul\n\nun "mot" ici') == 'un "seul\n\nun «\u00a0mot\u00a0» ici'


def test_messages_are_typographically_right():
    wrong = 'A l\'Etat: oeuvre!  «a» etc... 1 234... 61.5% "x"'
    messages = [finding.message for finding in check_typography(wrong)]
    assert len(set(messages)) >= 12
    for message in messages:
        assert mend(message) == message


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_mend_is_idempotent_and_leaves_nothing_that_it_could_mend(text):
    once = mend(text)
    assert mend(once) == once
    assert [f for f in check_typography(once) if f.text != f.mended] == []


@settings(max_examples=200, deadline=None)
@given(TEXT, st.sampled_from(["```\nl'a: b...\n```", "`l'a: b...`", "{{< include l'a.qmd >}}"]))
def test_code_and_includes_stay_byte_for_byte(text, kept):
    quiet = re.sub(r"[`{}<>~$\\-]", "", text).replace("include", "")
    assert kept in mend(f"{quiet}\n\n{kept}\n\n{quiet}")


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_positions_point_at_the_text(text):
    lines = text.split("\n")
    for finding in check_typography(text):
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
        assert finding.text in text
