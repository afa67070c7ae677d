"""How a test asks the server of the preview."""

from collections.abc import Callable

Ask = Callable[..., tuple[int, dict[str, str], str]]
