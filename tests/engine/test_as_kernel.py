"""The engine's outputs are a kernel's, to the byte."""
# ruff: noqa: E501 - each cell is one literal

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from papermill.exceptions import PapermillExecutionError

from .reading import compared, text_of

pytestmark = pytest.mark.slow

SAME = {
    "print": [
        "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')",
        "print('x', flush=True)\nprint('y')",
        "1 + 1",
        "_ + 1",
        "In, Out, _i",
        "print('\\udc80'), '\\udc80'",
        "print('x' * 3_000)",
    ],
    "descriptors": [
        # A kernel may miss what is written last, and change its order with what is printed.
        "import os, time\nos.write(1, 'é\\n'.encode())\ntime.sleep(0.1)",
        "os.write(2, b'e\\n')\ntime.sleep(0.1)",
        "for _ in range(20): os.write(1, b'y' * 20_000 + b'\\n')\ntime.sleep(0.1)",
        "import subprocess\ndone = subprocess.run(['echo', 'hé'])\ntime.sleep(0.1)\ndone.returncode",
        "code = os.system('echo s')\ntime.sleep(0.1)\ncode",
        "code = os.system('echo e >&2')\ntime.sleep(0.1)\ncode",
        "!echo bang",
        "x = !echo taken\nx",
        "import sys\nsys.stdin.read()",
    ],
    "errors": [
        "def f(x):\n    return 1 / x\nf(0)",
        "a = = 1",
        "import json\ntry:\n    json.loads('{')\nexcept Exception as e:\n    raise ValueError('é') from e",
        "input('?')",
        "import getpass\ngetpass.getpass()",
        "import sys\nsys.exit(3)",
        "sys.exit()",
        "raise KeyboardInterrupt",
        "%nosuch",
        "%cd /nonexistent",
        "%%bash\necho out\necho err >&2\nexit 3",
        "class E:\n    def __repr__(self): raise RuntimeError('r')\nE()",
        "%debug",
    ],
    "warnings": [
        "import warnings\nwarnings.warn('w')\nwarnings.warn('d', DeprecationWarning)",
        "import logging\nlogging.warning('w')\nlogging.getLogger().handlers",
    ],
    "await": [
        "import asyncio\nawait asyncio.sleep(0.01)\n'done'",
        "async def g():\n    raise KeyError('k')\nawait g()",
        "asyncio.get_running_loop() is not None",
        "asyncio.run(asyncio.sleep(0))",
        "t = asyncio.create_task(asyncio.sleep(0.01, 'v'))",
        "await t",
    ],
    "displays": [
        "from IPython.display import HTML, clear_output, display\nh = display('one', display_id='i')",
        "display(HTML('<b>x</b>'))\nh.update('two')\n'r'",
        "print('gone')\nclear_output()\nprint('kept')",
        "print('gone')\nclear_output(wait=True)\nprint('kept')",
        "class H:\n    def _repr_html_(self): return '<i>a</i>'\n    def __repr__(self): return 'H()'\nH()",
        "class B:\n    def _repr_mimebundle_(self, **k):\n        return {'text/plain': 'b', 'application/json': {'a': [1]}}, {'application/json': {'e': True}}\nB()",
        "class P:\n    def _repr_png_(self): return b'\\x89PNG\\r\\n\\x1a\\n' + bytes(30)\nP()",
        "class W:\n    def _repr_html_(self): raise ValueError('x')\nW()",
        "class D:\n    def _ipython_display_(self): print('shown')\nD()",
        "{'b': 1, 'a': [1] * 50}",
    ],
    "magics": [
        "%pwd",
        "%%capture out\nprint('hidden')",
        "out.stdout",
        "%%bash\necho hello\necho err >&2",
        "%env TERM",
        "%lsmagic",
        "%history",
        "len?",
        "%who",
    ],
    "figures": [
        "from matplotlib.figure import Figure\nFigure()",
        "import matplotlib\nmatplotlib.get_backend(auto_select=False), dict(matplotlib.rcParams)",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])",
        "fig, ax = plt.subplots()\nax.bar([1], [2])\nNone",
        "plt.plot([3])\nplt.show()\nprint('after')",
        "fig",
        "Figure()",
        "%matplotlib inline\nplt.plot([1])\n1 / 0",
        "import seaborn as sns\nsns.barplot(x=[1, 2], y=[3, 4])",
        "matplotlib.get_backend(), plt.get_fignums()",
    ],
    "tables": [
        "import pandas as pd\npd.DataFrame({f'c{i}': range(99) for i in range(30)})",
        "pd.options.display.max_columns, pd.options.display.max_rows, pd.options.display.width",
    ],
    "surroundings": [
        "import sys, os\nsys.path, [p.split('/')[-1] for p in sys.argv[:1]], sys.flags",
        "sorted((k, v) for k, v in os.environ.items() if k not in ('_', 'JPY_PARENT_PID'))",
        "__name__, sys.modules['__main__'].__dict__ is globals()",
        "import signal\nsignal.getsignal(signal.SIGINT), os.getcwd()",
        "import locale, time\nlocale.setlocale(locale.LC_ALL), time.tzname, os.umask(0o22)",
        "ip = get_ipython()\ntype(ip).__name__, ip.colors, sorted(ip.magics_manager.magics['line'])",
        "import threading\nt = threading.Thread(target=print, args=('thread',))\nt.start(); t.join()",
    ],
}

# On a busy machine a kernel sends what was printed in other pieces than on an idle one.
ATTEMPTS = 4


@pytest.mark.parametrize("group", SAME)
def test_outputs_are_a_kernels(group: str, execute: Callable[..., Any]) -> None:
    for _ in range(ATTEMPTS):
        ours, kernels = both_ways(group, execute)
        differ = [pair for pair in zip(ours, kernels, strict=False) if pair[0] != pair[1]]
        if not differ and len(ours) == len(kernels):
            return
    assert differ[:3] == []
    assert len(ours) == len(kernels)


def both_ways(group: str, execute: Callable[..., Any]) -> list[list[str]]:
    """Lines of the notebook of a group, run by the engine and by a kernel."""
    # An error in each cell is allowed, so that all are run and compared.
    options: dict[str, Any] = {"tags": ["raises-exception"], "execution_timeout": 30}
    books = []
    for engine in ("bilan", None):
        # papermill raises at the end even for what a tag allows.
        with contextlib.suppress(PapermillExecutionError):
            execute(*SAME[group], engine=engine, **options)
        books.append(execute.read(engine))  # type: ignore[attr-defined]
    if group == "descriptors":  # how a kernel orders these depends on the load of the machine
        for cell in (cell for book in books for cell in book.cells):
            cell.outputs.sort(key=lambda output: (output.output_type, output.get("name", "")))
    return [compared(book) for book in books]


def test_an_unallowed_error_stops_the_run_as_in_a_kernel(execute: Callable[..., Any]) -> None:
    raised = []
    for engine in ("bilan", None):
        with pytest.raises(Exception, match="division by zero") as error:
            execute("1", "1 / 0", "print('never')", engine=engine)
        raised.append((type(error.value), str(error.value)))
    assert raised[0] == raised[1]


def test_all_writers_keep_their_order(execute: Callable[..., Any]) -> None:
    code = (
        "import os\nfor i in range(50):\n    print('p', i)\n    os.write(1, f'w {i}\\n'.encode())"
    )
    assert text_of(execute(code)) == "".join(f"p {i}\nw {i}\n" for i in range(50))


def test_what_is_written_slowly_is_one_output(execute: Callable[..., Any]) -> None:
    made = execute(
        "import sys, time\nfor i in 'abc':\n    print(i); sys.stderr.write(i); time.sleep(.3)"
    )
    assert [(out.name, out.text) for out in made.cells[0].outputs] == [
        ("stdout", "a\nb\nc\n"),
        ("stderr", "abc"),
    ]


def test_a_forked_process_of_the_notebook_writes_too(execute: Callable[..., Any]) -> None:
    code = "import multiprocessing as m\np = m.get_context('fork').Process(target=print, args=('child',))"
    made = execute(code + "\np.start(); p.join()")
    assert text_of(made) == "child\n"


def test_the_language_is_told(execute: Callable[..., Any]) -> None:
    ours, kernels = (execute("1", engine=e).metadata.language_info for e in ("bilan", None))
    assert ours == kernels
