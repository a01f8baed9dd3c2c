"""Graded quizzes through real nbgrader: building, marking cells, exchange, preprocessors."""
