"""A list whose first line finds no room above a floating illustration, in an accessible PDF."""

from pathlib import Path

import pytest
import typst

from .reading import copy_project

FLOAT = """#set document(title: [x])
#set page(width: 10cm, height: 8cm)
#set text(lang: "fr")
= Titre
#figure(rect(height: 4.7cm)[x], alt: "Un dessin", placement: bottom, caption: [c])
"""


def compiled(items: str, folder: Path) -> bytes:
    main = folder / "main.typ"
    main.write_text(FLOAT + items * 30, encoding="utf-8")
    made = typst.Compiler(str(main), root=str(folder)).compile(
        format="pdf", pdf_standards=["ua-1"], timestamp=0
    )
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize("sign", ["-", "+"])
def test_typst_needs_items_that_stay_whole(sign: str, tmp_path: Path) -> None:
    words = "mot " * 12
    assert compiled(f"{sign} #block(breakable: false)[{words}]\n", tmp_path)[:4] == b"%PDF"
    with pytest.raises(typst.TypstError, match="invalid list"):  # else the filter needs it no more
        compiled(f"{sign} {words}\n", tmp_path)


def test_items_stay_whole_in_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bilan.assembly import embedded
    from bilan.assembly.render import render

    seen: list[str] = []
    compile_typst = embedded.compile_typst

    def compile_seen(source: bytes, **more: object) -> bytes:
        seen.append(source.decode())
        return compile_typst(source, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(embedded, "compile_typst", compile_seen)
    project = copy_project(tmp_path)
    chapter = project / "report" / "2014" / "10-analyse.qmd"
    lists = "- un point\n- un autre\n\n1. une étape\n2. une autre\n"
    chapter.write_text(f"{chapter.read_text(encoding='utf-8')}\n{lists}", encoding="utf-8")
    render("2014", ["pdf"], output=tmp_path / "s", engine="embedded", project=project)
    for item in ("un point", "un autre", "une étape", "une autre"):
        assert f"#block(breakable: false)[{item}]" in seen[0]
