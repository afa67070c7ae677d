"""Simulated exports: answers drawn with a fixed seed so that the scenario's figures come out.

`data/simulation/scenario.yml` says what each wave must show; the modules here solve for it:
`frame` makes the sampling frame, `respondents` says who answers, `draws` and `numbers` answer one
question, `answers` a whole wave, `export` writes it as LimeSurvey does, `files` names what is made.
"""
