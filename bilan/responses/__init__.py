"""The responses that count: which rows, with which codes, and what is wrong with them.

May import `exports` and the rooms below. `validate.validate` collects every fault of an export,
`load.take` gives the responses of a wave.
"""
