"""Nothing passes from one notebook to the next, nor from the warm process."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bilan.engine import warm as warm_module
from bilan.engine.warm import WarmProcess, warm_process
from bilan.running.warming import PREPARATION

from .reading import text_of

pytestmark = pytest.mark.slow

STATE = """
import os, sys, warnings, logging, signal
import matplotlib as mpl, matplotlib.pyplot as plt, pandas as pd
state = (os.getcwd(), sys.path, dict(os.environ), dict(mpl.rcParams), plt.get_fignums(),
         pd.options.display.max_rows, len(warnings.filters), logging.getLogger().level,
         sorted(get_ipython().user_ns), get_ipython().execution_count, os.umask(0o22),
         signal.getsignal(signal.SIGTERM), mpl.get_backend(), sys.gettrace(), sorted(sys.modules))
"""
SPOIL = """
os.chdir("/"); sys.path.insert(0, "/spoilt"); os.environ["SPOILT"] = "1"
mpl.rcParams["font.size"] = 3
plt.figure(); pd.options.display.max_rows = 1; warnings.simplefilter("error"); spoilt = 1
logging.getLogger().setLevel(1); os.umask(0); signal.signal(signal.SIGTERM, signal.SIG_IGN)
mpl.use("svg"); import this, builtins; builtins.spoilt = 1
from bilan.estimation import study; study.SPOILT = 1
"""


def test_no_state_passes_on(execute: Callable[..., Any]) -> None:
    seen = [text_of(execute(STATE, "state")) for _ in range(1)]
    execute(STATE, SPOIL)
    seen.append(text_of(execute(STATE, "state")))
    assert "font.size" in seen[0]
    assert seen[0] == seen[1]
    after = execute(
        "import builtins; from bilan.estimation import study\n"
        "hasattr(builtins, 'spoilt'), hasattr(study, 'SPOILT')"
    )
    assert text_of(after) == "(False, False)"


def test_random_generators_begin_anew(execute: Callable[..., Any]) -> None:
    code = "import random, numpy\nrandom.random(), numpy.random.rand()"
    drawn = [text_of(execute(code)) for _ in range(3)]
    numbers = [pair.strip("()").split(", ") for pair in drawn]
    assert len({number for pair in numbers for number in pair}) == 6


def test_the_caller_s_surroundings_are_the_notebook_s(
    execute: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    execute("1")
    monkeypatch.setenv("JPY_PARENT_PID", "1")
    monkeypatch.setenv("A_VARIABLE", "là")
    code = "import os\nos.environ.get('JPY_PARENT_PID'), os.environ['A_VARIABLE'], os.getcwd()"
    made = execute(code, cwd=str(tmp_path))
    assert " ".join(text_of(made).split()) == f"(None, 'là', '{tmp_path}')"
    made = execute(code, resources={"metadata": {"path": "/"}})
    assert " ".join(text_of(made).split()) == "(None, 'là', '/')"


def test_the_warm_process_can_be_forked(execute: Callable[..., Any], warm: WarmProcess) -> None:
    execute("1")
    status = Path(f"/proc/{warm.pid}/status").read_text(encoding="utf-8")
    assert "\nThreads:\t1\n" in status
    made = execute("import zmq, sys\nzmq.Context._instance is None, 'seaborn' in sys.modules")
    assert text_of(made) == "(True, True)"


def test_changed_code_is_run_by_a_new_process(
    execute: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    execute("1")
    before = warm_process()
    assert warm_process() is before
    (tmp_path / "module.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(warm_module, "preparation", replace(PREPARATION, code=tmp_path))
    after = warm_process()
    assert after is not before
    assert not before.alive()
    (tmp_path / "module.py").write_text("x = 1", encoding="utf-8")
    assert warm_process() is not after


def test_surroundings_read_at_start_have_their_own_process(
    execute: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    execute("1")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert text_of(execute("import time\ntime.tzname[0]")) == "'NZST'"


def test_memory_is_limited_where_asked(execute: Callable[..., Any]) -> None:
    code = "x = bytearray(1 << 30)\nlen(x)"
    assert text_of(execute(code)) == str(1 << 30)
    with pytest.raises(Exception, match="MemoryError"):
        execute(code, memory_limit=1 << 30)
    assert text_of(execute("1 + 1", memory_limit=1 << 30)) == "2"


def test_no_descriptor_of_the_warm_process_is_open(
    execute: Callable[..., Any],
) -> None:
    code = (
        "import os\nfrom pathlib import Path\n"
        "here = Path('/proc/self/fd')\n"
        "sorted(os.readlink(f) for f in here.iterdir() if f.is_symlink())"
    )
    sockets = [text_of(execute(code)).count("socket:") for _ in range(2)]
    # Its line to the pipeline, and the two that wake its event loop.
    assert sockets == [3, 3]
