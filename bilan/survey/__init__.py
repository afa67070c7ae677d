"""What the survey is: codebook, waves, sampling frame, indicators, illustrations.

May import the rooms below: `french`, `project`. `codebook.read_codebook`, `wave.read_wave` and
`sampling_frame.read_frame` read the data files that state it.
"""
