"""Floor 4: what people see and what instructors use."""
