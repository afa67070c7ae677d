"""Running: command line, graph of steps on doit, notebooks, cluster, timings, a new wave.

May import every room. `cli.main` is the command line, `dag` builds the graph from `steps`,
`notebook_run.run_notebook` executes a notebook.
"""
