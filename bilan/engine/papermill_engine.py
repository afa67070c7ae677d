"""papermill's engine named `bilan`."""

import os
from typing import Any

from papermill.engines import NBClientEngine
from papermill.log import logger

from bilan.engine import FORCED
from bilan.engine.client import WarmNotebookClient
from bilan.engine.kernel_guard import guarded
from bilan.engine.output_limit import LimitedClient
from bilan.engine.warm import can_fork

# The kernel of this very interpreter, by the name that ipykernel gives it.
NATIVE = "python3"


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook in a process forked from a warm one, or in a kernel where it has to."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        memory_limit: int | None = None,
        output_limit: int | None = None,
        kernel: bool = False,
        first: str = "",
        **kwargs: Any,
    ) -> Any:
        """Run the notebook that papermill manages; arguments are those of its own engine.

        Parameters
        ----------
        memory_limit
            Private memory that the notebook may have, in bytes, the libraries included.
        output_limit
            Characters that its outputs may have, all together.
        kernel
            Whether a real kernel has to run it.
        first
            Code that its process runs before all cells.
        """
        for name in ("input_path", "startup_timeout"):
            kwargs.pop(name, None)
        limit = execution_timeout or kwargs.pop("timeout", None)
        told = {
            "log": logger,
            "kernel_name": kernel_name,
            "startup_timeout": start_timeout,
            "timeout": limit,
            "log_output": log_output,
            "stdout_file": stdout_file,
            "stderr_file": stderr_file,
        } | kwargs
        client: LimitedClient
        if kernel or needs_kernel(nb_man.nb, kernel_name):
            told["extra_arguments"] = [*told.get("extra_arguments", []), *kernel_runs(first)]
            client = LimitedClient(nb_man, kernel_manager_class=guarded(memory_limit), **told)
        else:
            client = WarmNotebookClient(nb_man, **told)
            client.memory_limit, client.first = memory_limit, first
        client.output_limit = output_limit
        return client.execute()


def kernel_runs(first: str) -> list[str]:
    """Arguments by which a real kernel runs code before all cells."""
    return [f"--IPKernelApp.exec_lines={[first]!r}"] if first else []


def needs_kernel(notebook: Any, kernel_name: str) -> bool:
    """Whether a real kernel has to run a notebook: asked for, another language, or no safe fork."""
    asked = notebook.metadata.get("bilan", {}).get("kernel", False)
    forced = os.environ.get(FORCED, "") not in ("", "0")
    return bool(asked) or forced or kernel_name != NATIVE or not can_fork()
