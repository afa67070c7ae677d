"""A rule taken out of the package for the time of a test."""

import inspect
import sys
from types import FunctionType, ModuleType

import pytest


def without(monkeypatch: pytest.MonkeyPatch, module: ModuleType, *changes: tuple[str, str]) -> None:
    """Run what a module defines, wherever it is used, with passages of the module replaced."""
    source = inspect.getsource(module)
    for old, new in changes:
        assert source.count(old) == 1, f"{module.__name__} does not have once: {old}"
        source = source.replace(old, new)
    changed = {"__name__": module.__name__, "__file__": module.__file__}
    exec(compile(source, str(module.__file__), "exec"), changed)
    for name, original in vars(module).copy().items():
        new_one = changed.get(name)
        if isinstance(original, FunctionType | type) and original.__module__ == module.__name__:
            for user in list(sys.modules.values()):
                if getattr(user, "__name__", "").startswith("bilan."):
                    for held, value in vars(user).copy().items():
                        if value is original:
                            monkeypatch.setattr(user, held, new_one)
