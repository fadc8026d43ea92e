"""Archives and notebooks to hand out."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any


def archive_of(**files: str | bytes) -> bytes:
    """A zip; `__` in a keyword stands for a slash, a trailing `_ipynb` for the suffix."""
    return raw_archive({name.replace("__", "/").replace("_ipynb", ".ipynb"): data for name, data in files.items()})


def raw_archive(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def notebook(solution: str, test: str) -> str:
    """A notebook of nbgrader's with a cell to solve and a cell that tests it for one point."""
    common = {"schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False}
    cells = [
        cell("solution", solution, common | {"solution": True}),
        cell("test_double", test, common | {"grade": True, "locked": False, "points": 1}),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


def cell(grade_id: str, source: str, nbgrader: dict[str, Any]) -> dict[str, Any]:
    metadata = {"nbgrader": nbgrader | {"grade_id": grade_id, "cell_type": "code"}}
    values = {"execution_count": None, "outputs": [], "id": grade_id.replace("_", "-")}
    return {"cell_type": "code", "source": source, "metadata": metadata, **values}
