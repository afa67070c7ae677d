"""Where the time of a run went: lines for the terminal, and a picture of what ran when."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bilan.illustrations.colours import BLUE
from bilan.project.files import replace_text
from bilan.project.paths import BUILD, shown
from bilan.running.dag import Run

PICTURE = BUILD / "durees.svg"
COLUMNS = 40  # width of the bars in the terminal, in signs
ROW, LEFT, WIDTH, FOOT = 18, 190, 640, 40  # the picture's measures, in pixels
STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 120.0, 600.0)


@dataclass(frozen=True)
class Span:
    """A step that ran: when it began, in seconds since the first one, how long, and why."""

    name: str
    start: float
    seconds: float
    reason: str


def spans(run: Run) -> list[Span]:
    """Steps that ran, in the order in which they began."""
    began = min((run.starts[name] for name, _, _ in run.ran), default=0.0)
    found = [
        Span(name, run.starts[name] - began, seconds, reason) for name, reason, seconds in run.ran
    ]
    return sorted(found, key=lambda span: (span.start, span.name))


def timings_text(run: Run) -> str:
    """A line for each step, longest first, with its bar; then how full the time was."""
    ran = spans(run)
    if not ran:
        return "no step ran"
    end = _end(ran)
    lines = []
    for span in sorted(ran, key=lambda span: -span.seconds):
        first = int(COLUMNS * span.start / end)
        length = max(1, round(COLUMNS * span.seconds / end))
        bar = f"{' ' * min(first, COLUMNS - 1)}{'█' * length}"[:COLUMNS]
        lines.append(f"{span.name:<24} {span.seconds:>6.2f} s  |{bar:<{COLUMNS}}|")
    worked = sum(span.seconds for span in ran)
    lines.append(
        f"{len(ran)} steps, {worked:.2f} s of work in {end:.2f} s: {worked / end:.1f} at a time"
    )
    return "\n".join(lines)


def picture(run: Run) -> str:
    """The same as SVG: a row for each step, a bar from its beginning to its end."""
    ran = spans(run)
    end = _end(ran)
    height = ROW * len(ran) + FOOT
    scale = WIDTH / end
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {LEFT + WIDTH + 90} {height}" font-family="sans-serif" font-size="11">',
        f"<title>{len(ran)} steps in {end:.2f} s</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        *_axis(end, scale, height),
    ]
    for row, span in enumerate(ran):
        top, left = row * ROW + 2, LEFT + span.start * scale
        width = max(1.0, span.seconds * scale)
        parts += [
            f"<g><title>{escape(f'{span.name}: {span.reason}')}</title>",
            f'<text x="{LEFT - 8}" y="{top + 11}" text-anchor="end">{escape(span.name)}</text>',
            f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{ROW - 4}" '
            f'fill="{BLUE}"/>',
            f'<text x="{left + width + 4:.1f}" y="{top + 11}">{span.seconds:.2f} s</text></g>',
        ]
    return "\n".join([*parts, "</svg>\n"])


def write_picture(run: Run, path: Path = PICTURE) -> str:
    """Draw the picture; what says in the terminal where it is, after the lines."""
    replace_text(path, picture(run))
    return f"{timings_text(run)}\n{shown(path)}"


def _end(ran: Sequence[Span]) -> float:
    return max((span.start + span.seconds for span in ran), default=0.0) or 1.0


def _axis(end: float, scale: float, height: int) -> list[str]:
    step = next((step for step in STEPS if end / step <= 10), STEPS[-1])
    parts = []
    for number in range(int(end / step) + 1):
        left, foot = LEFT + number * step * scale, height - FOOT
        parts += [
            f'<path d="M{left:.1f} 0V{foot}" stroke="#ddd"/>',
            f'<text x="{left:.1f}" y="{foot + 16}" text-anchor="middle" fill="#555">'
            f"{number * step:g} s</text>",
        ]
    return parts
