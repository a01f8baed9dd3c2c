"""The frozen values of the market's mechanisms: rules read from files, rows, results."""
