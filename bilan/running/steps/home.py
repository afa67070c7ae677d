"""Steps that make the page that leads to every published wave."""

import json

from bilan.assembly.pages import QUICK_READER, render_page
from bilan.french.texts import texts_of
from bilan.project.errors import BilanError
from bilan.project.files import replace_text
from bilan.project.paths import HOME_TEXT, SITE, known_waves, visa_file
from bilan.project.yaml_records import Strict
from bilan.report.home_page import (
    changes_summary,
    index_markdown,
    latest_epoch,
    mention_of,
    read_manifests,
    read_verdicts,
)
from bilan.review.approvals import visa_states, visa_summary
from bilan.survey.wave import read_wave


class _Texts(Strict, frozen=True):
    title: str
    subtitle: str
    unreadable: str


texts = texts_of(__file__, _Texts)


def contents() -> None:
    """Write what the page says: most builds of a wave leave it as it was, and so the page."""
    manifests = read_manifests(SITE)
    said = {
        "markdown": index_markdown(
            manifests, told={m.vague: changes_told(m.vague) for m in manifests}
        ),
        "mention": mention_of(manifests),
        "epoch": latest_epoch(manifests),
    }
    replace_text(HOME_TEXT, json.dumps(said, ensure_ascii=False, indent=1) + "\n")


def changes_told(wave: str) -> list[str]:
    """What changed since the wave before, and how far its approval is."""
    if wave not in known_waves():  # published once, and no longer described
        return []
    since = read_wave(wave).stated.previous
    changed = changes_summary(read_verdicts(SITE, wave), since=since) if since else ""
    return [sentence for sentence in (changed, _approved(wave)) if sentence]


def _approved(wave: str) -> str:
    if not visa_file(wave).is_file():
        return ""
    try:
        return visa_summary(visa_states(wave))
    except BilanError:  # a chapter that cannot be read stops its own wave, not this page
        return texts().unreadable


def page() -> None:
    """Write the page."""
    made = render_page(
        **json.loads(HOME_TEXT.read_text(encoding="utf-8")),
        title=texts().title,
        subtitle=texts().subtitle,
        reader=QUICK_READER,
    )
    SITE.mkdir(exist_ok=True)
    replace_text(SITE / "index.html", made.decode())
