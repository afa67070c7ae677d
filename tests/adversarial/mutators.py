"""Damage to a file, drawn from a seeded generator."""

import random
from collections.abc import Callable, Sequence

NUMBERS = (0, 1, -1, 0x7FFFFFFF, -0x80000000, 0x7FFF, 10**9, 256)
# What has a meaning to one reader or another.
TOKENS = (
    "\0", "\ufeff", "\r", "\n\n", "\t", '"', "'", ";", ",", ":", ": ", "- ", "{", "}", "[", "]",
    "[" * 600, "{a: " * 300, "&a ", "*a", "<<: *a", "!!python/object/apply:os.system [id]", "|\n",
    "null", "~", "yes", "1e999", ".nan", "-0", "2014-13-45", "9" * 400, "é", "\u202e", "\u2028",
    "{{< include /etc/passwd >}}", "{{< include ../../../x >}}", "{{< meta titre >}}", "```{=html}",
    "`x`{=typst}", "<script>", ":::", "::: {.x", "$$", "\\input{x}", "[61,5 %]{ind=", "]{ind=x}",
    "[un tiers]{ind=instance_comite}", "@fig-", "[^", "![](x)", "---\n", "(" * 500, ") " * 40,
    "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "RENAME VARIABLE (", "{question_not_shown}", "NULL",
)  # fmt: skip

Mutator = Callable[[bytes, random.Random], bytes]


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _overwrite(content: bytes, chance: random.Random) -> bytes:
    changed, at = bytearray(content), chance.randrange(max(1, len(content) - 4))
    order = chance.choice(("little", "big"))
    value = chance.choice(NUMBERS).to_bytes(4, order, signed=True)  # type: ignore[arg-type]
    changed[at : at + 4] = value
    return bytes(changed)


def _cut_short(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _slice(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content))
    return start, min(len(content), start + chance.choice((1, 4, 16, 200, 3000)))


def _take_out(content: bytes, chance: random.Random) -> bytes:
    start, end = _slice(content, chance)
    return content[:start] + content[end:]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start, end = _slice(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 1, 50)) + content[end:]


def _insert(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    token = chance.choice(TOKENS).encode()
    return content[:at] + token + content[at:]


def _lines(content: bytes, chance: random.Random) -> bytes:
    """Two lines change places, or one moves to the right."""
    lines = content.splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    if chance.random() < 0.5:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one] = b"  " * chance.randrange(1, 4) + lines[one]
    return b"".join(lines)


MUTATORS: Sequence[Mutator] = (
    _flip, _overwrite, _cut_short, _take_out, _repeat, _insert, _insert, _lines,
)  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with one to three damages, never the same as before."""
    changed = content
    while changed == content:
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            changed = chance.choice(MUTATORS)(changed, chance) or b"\0"
    return changed
