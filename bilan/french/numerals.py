"""French number words, both ways: « quatre-vingt-quatre » and 84."""

SMALL = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
LARGEST = 9_999


def words(n: int) -> str:
    """A count below 10 000 in words, as the traditional spelling has them."""
    if not 0 <= n <= LARGEST:
        raise ValueError(f"no words for {n}")
    if n < 20:
        return SMALL[n]
    if n < 70:
        ten, unit = n - n % 10, n % 10
        if unit == 1:
            return f"{TENS[ten]} et un"
        return TENS[ten] + (f"-{SMALL[unit]}" if unit else "")
    if n < 80:
        return "soixante et onze" if n == 71 else f"soixante-{SMALL[n - 60]}"
    if n < 100:
        return "quatre-vingts" if n == 80 else f"quatre-vingt-{SMALL[n - 80]}"
    if n < 1000:
        many, rest = divmod(n, 100)
        head = "cent" if many == 1 else f"{SMALL[many]} cent"
        return f"{head} {words(rest)}" if rest else head + ("s" if many > 1 else "")
    many, rest = divmod(n, 1000)
    head = "mille" if many == 1 else f"{words(many)} mille"
    return f"{head} {words(rest)}" if rest else head


def _joined(text: str) -> str:
    return text.replace("-", " ").replace("une", "un")


KNOWN = {_joined(words(n)): n for n in range(LARGEST + 1)}


def from_words(text: str) -> int | None:
    """The count that words say, hyphens or not; None where they are not a number."""
    return KNOWN.get(_joined(text.strip().lower()))
