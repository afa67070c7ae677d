"""Pictures: values first, then where each text stands."""
