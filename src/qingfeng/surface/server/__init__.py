"""The course server: one Jupyter Server extension in two shapes, laptop and learners."""
