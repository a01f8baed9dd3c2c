"""Pages without a kernel: lessons, quizzes, home, and the static site."""
