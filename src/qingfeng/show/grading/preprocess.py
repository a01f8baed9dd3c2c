"""Preprocessors that nbgrader runs: a notebook made anew of trusted cells, its points, the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import v4
from nbgrader.api import Gradebook as StockGradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from qingfeng.show.grading.gradebook import Gradebook, released_items
from qingfeng.show.grading.marking import NO_RESPONSE, graded, rebuilt
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
        found, files = graded(submission, paper)
        _keep_files(Path(resources["metadata"]["path"]), files)
        resources["qf_reasons"] = {
            name: text for name, text in found.comments.items() if text not in (None, NO_RESPONSE)
        }
        return v4.reads(files[f"{paper.notebook}.ipynb"].decode()), resources


class Reasons(NbGraderPreprocessor):
    """After the grades are saved: says in the gradebook's comment what was wrong with a submission."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Write the comments."""
        if resources["qf_reasons"]:
            names = resources["nbgrader"]
            place = (names["notebook"], names["assignment"], names["student"])
            with StockGradebook(names["db_url"]) as gradebook:
                for cell, text in resources["qf_reasons"].items():
                    gradebook.find_comment(cell, *place).auto_comment = text
                gradebook.db.commit()
        return nb, resources


def _submitted(config: Any, resources: Any) -> tuple[Submission, GradedPaper]:
    """The submission as it lies in `submitted/`, and the paper of the gradebook."""
    names = resources["nbgrader"]
    assignments = Path(config.CourseDirectory.root)
    assignment, learner = names["assignment"], names["student"]
    gradebook = Gradebook(names["db_url"], assignment, released_items(assignments, assignment))
    gradebook.close()
    return read_submission(assignments / "submitted" / learner / assignment, learner, gradebook.paper), (
        gradebook.paper
    )


def _keep_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Leave in the graded folder what was read, and nothing that a link or a stranger brought."""
    for path in folder.iterdir():
        if path.suffix != ".ipynb" and path.name != "items.json" and not path.is_dir():
            path.unlink()
    for name, content in files.items():
        if not name.endswith(".ipynb"):
            (folder / name).write_bytes(content)
