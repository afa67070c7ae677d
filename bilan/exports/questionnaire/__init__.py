"""LimeSurvey's questionnaire (`.lss`): its structure read, and written out anew."""
