"""Illustrations: plots, reading sentence, alternative text, and the files of each.

May import `disclosure` and the rooms below; matplotlib is imported here alone. `draw.illustrate`
publishes an illustration from a notebook.
"""
