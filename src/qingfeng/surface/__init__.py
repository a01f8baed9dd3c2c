"""Floor 5: the few names a notebook calls, the command line, the server."""
