"""Preprocessors that nbgrader runs: a notebook made anew of trusted cells, its points, its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from nbformat import v4
from nbgrader.preprocessors import NbGraderPreprocessor

from qingfeng.show.grading.gradebook import Gradebook, Penalty, released_items
from qingfeng.show.grading.marking import graded, rebuilt
from qingfeng.show.grading.paper import GradedPaper
from qingfeng.show.grading.submission import Submission, read_submission


class Rebuild(NbGraderPreprocessor):
    """Makes the notebook anew: the gradebook's own cells, the learner's essays as escaped text.

    Whatever else was handed in is left behind: there is nothing of a learner's that could run.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Give the notebook that is to be graded."""
        submission, paper = _submitted(self.config, resources)
        return v4.reads(rebuilt(submission, paper).decode()), resources


class Mark(NbGraderPreprocessor):
    """In the place of `Execute`: puts each test cell's points where running it would have put them."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Give the notebook with its points; write the item-level result beside it."""
        submission, paper = _submitted(self.config, resources)
        resources["qf_graded"], files = graded(submission, paper)
        _keep_files(Path(resources["metadata"]["path"]), files)
        return v4.reads(files[f"{paper.notebook}.ipynb"].decode()), resources


class Save(NbGraderPreprocessor):
    """In the place of `SaveAutoGrades` and `AssignLatePenalties`: the same rows in one transaction,
    and in the comments what was wrong with a submission."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Write the rows."""
        with _gradebook(self.config, resources) as gradebook:
            gradebook.write([resources["qf_graded"]], Penalty(self.config))
        return nb, resources


@contextmanager
def _gradebook(config: Any, resources: Any) -> Iterator[Gradebook]:
    names = resources["nbgrader"]
    released = released_items(Path(config.CourseDirectory.root), names["assignment"])
    with closing(Gradebook(names["db_url"], names["assignment"], released)) as gradebook:
        yield gradebook


def _submitted(config: Any, resources: Any) -> tuple[Submission, GradedPaper]:
    """The submission as it lies in `submitted/`, and the paper of the gradebook."""
    learner = resources["nbgrader"]["student"]
    with _gradebook(config, resources) as gradebook:
        paper = gradebook.paper
    folder = Path(config.CourseDirectory.root) / "submitted" / learner / paper.assignment
    return read_submission(folder, learner, paper), paper


def _keep_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Leave in the graded folder what was read, and nothing that a link or a stranger brought."""
    for path in folder.iterdir():
        if path.suffix != ".ipynb" and path.name != "items.json" and not path.is_dir():
            path.unlink()
    for name, content in files.items():
        if not name.endswith(".ipynb"):
            (folder / name).write_bytes(content)
