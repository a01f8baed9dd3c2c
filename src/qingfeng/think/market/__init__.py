"""The mechanisms of the market as pure functions: frozen rows in, frozen results out."""
