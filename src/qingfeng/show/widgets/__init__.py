"""Widgets: their data, their modules, and their Jupyter classes."""
