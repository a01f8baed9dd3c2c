"""Floor 3: pure rules of play and marking; values in, values out."""
