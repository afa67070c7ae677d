"""What each step of the pipeline does: load, call one function, save."""
