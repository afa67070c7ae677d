"""What changed between two builds of the report, and why, as one page."""

from pathlib import Path

from bilan.project.files import replace_text
from bilan.project.paths import ROOT, SITE
from bilan.review.compare.builds import opened
from bilan.review.compare.comparison import comparison
from bilan.review.compare.document import document

NAME = "comparaison.html"


def compare(a: str, b: str, output: Path, *, root: Path = ROOT, site: Path = SITE) -> Path:
    """Write the page that shows what changed from one build to another; its path.

    A build is a folder of a published wave, the name of a published wave, or a commit, which is
    built in a folder that goes away. `output` is the page, or the folder where it goes.

    Raises
    ------
    UsageError
        A name is none of these.
    DataError
        A manifest is damaged, or a commit cannot be built in this environment.
    """
    with opened(a, b, root=root, site=site) as (one, other):
        page = document(comparison(one, other))
    target = output / NAME if output.is_dir() or not output.suffix else output
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_text(target, page)
    return target
