"""Floor 2: files become values here, and every author's fault is found here."""
