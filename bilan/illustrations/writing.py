"""Pictures as files: the same bytes whenever and wherever they are written."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from matplotlib.figure import Figure

from bilan.illustrations.style import house_style

PNG_DPI = 200


def write_figure(
    figure: Figure, path_without_suffix: Path, *, epoch: int | None = None
) -> tuple[Path, Path]:
    """Paths of the .svg and the .png written, each whole or not at all.

    Neither holds the clock, a version or a path. The SVG's date is `epoch`, seconds since 1970
    (SOURCE_DATE_EPOCH, from the wave's publication); without it there is no date.
    """
    day = None if epoch is None else datetime.fromtimestamp(epoch, tz=UTC).date().isoformat()
    svg = path_without_suffix.with_name(path_without_suffix.name + ".svg")
    png = path_without_suffix.with_name(path_without_suffix.name + ".png")
    with house_style():
        _replace(figure, svg, metadata={"Date": day, "Creator": None})
        _replace(figure, png, metadata={"Software": None})
    return svg, png


def _replace(figure: Figure, path: Path, *, metadata: dict[str, str | None]) -> None:
    """Write beside, then rename: no reader sees half a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            figure.savefig(stream, format=path.suffix[1:], dpi=PNG_DPI, metadata=metadata)
        beside.chmod(0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
