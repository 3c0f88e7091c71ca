"""Checks of files that are not Python; `make lint` runs them."""
