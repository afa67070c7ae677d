"""What a notebook may publish: the package's own forms, as they were made."""

import copy
import pickle

import pandas as pd

from bilan.project.publishable import MARK, PublishedTable, marked, published_part

ROWS = pd.DataFrame({"Valeur": ["61,5 %"], "Base": ["EPLE"]}, index=pd.Index(["a"], name="Nom"))


def shown(table: pd.DataFrame) -> dict[str, object]:
    """What a notebook makes of a table: HTML alone where it is an ordinary one."""
    bundled = getattr(table, "_repr_mimebundle_", lambda: {"text/html": table.to_html()})
    bundle: dict[str, object] = bundled()
    return bundle


def test_a_table_is_marked_as_it_was_made() -> None:
    bundle = shown(PublishedTable(ROWS))
    assert list(bundle) == ["text/html", "text/plain", MARK]
    assert published_part(bundle) == bundle
    assert "61,5 %" in str(bundle["text/html"])


def test_a_table_is_shown_whole() -> None:
    long = "x" * 200
    many = PublishedTable(pd.DataFrame({"a": [long] * 100}))
    with pd.option_context("display.max_rows", 10, "display.max_colwidth", 20):
        bundle = shown(many)
    assert str(bundle["text/html"]).count(long) == 100
    assert published_part(bundle)


def test_a_table_that_was_changed_has_no_mark() -> None:
    table = PublishedTable(ROWS)
    table["uai"] = ["0123456A"]
    assert published_part(shown(table)) == {}
    renamed = PublishedTable(ROWS)
    renamed.index.name = "0123456A"
    assert published_part(shown(renamed)) == {}


def test_what_comes_of_a_table_is_an_ordinary_one() -> None:
    table = PublishedTable(ROWS)
    for made in (table.copy(), table.head(), table[["Base"]], table.assign(x=1), table.T,
                 copy.deepcopy(table), pd.concat([table, table])):  # fmt: skip
        assert MARK not in shown(made)
    assert published_part(shown(pickle.loads(pickle.dumps(table)))) == {}


def test_only_what_the_mark_names_is_published() -> None:
    bundle = marked({"text/plain": "a"})
    assert published_part({**bundle, "text/html": "rows"}) == bundle
    assert published_part({**bundle, "text/plain": "b"}) == {}
    assert published_part({MARK: bundle[MARK]}) == {}
    assert published_part({"text/plain": "a"}) == {}
    for mark in ({}, [], "text/plain", {"text/plain": ""}, {"text/plain": None}):
        assert published_part({"text/plain": "a", MARK: mark}) == {}
