"""Files, hashes, errors, paths and stamps: what every room stands on.

Imports the standard library and kept-up packages only. `paths` names every file, `errors` has the
base class of each message to a user, `current_builds` says whether what was built is current.
"""
