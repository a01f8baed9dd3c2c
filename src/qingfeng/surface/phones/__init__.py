"""Votes by phone: a process of its own that knows the vote page and nothing else of the course."""
