"""Floor 1: the values everything is made of, the problems, and the words the software says."""
