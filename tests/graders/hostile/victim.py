"""The assignment that every hostile submission is for: visible and hidden tests, partial credit, an essay, a file."""

from __future__ import annotations

from nbformat import NotebookNode

from ..authoring import checks, essay, notebook, readonly, solution

IMPORTS = "import math\nimport numpy as np\nfrom numpy.testing import assert_allclose"
FILES = {"data.txt": "one two three four five six seven\n"}
GOOD = {
    "mean": "def mean(values):\n    return sum(values) / len(values)",
    "counter": "class Counter:\n    def __init__(self):\n        self.total = 0\n\n"
    "    def add(self, count):\n        self.total += count",
    "norm": "def norm(vector):\n    return float(np.sqrt(np.sum(np.square(vector))))",
    "area": "area = math.pi * 5**2",
    "words": "def words(path):\n    with open(path) as file:\n        return len(file.read().split())",
}
#: Everything is defined and everything is wrong: deserves nothing.
WRONG = {
    "mean": "def mean(values):\n    return -1.0",
    "counter": "class Counter:\n    total = -1\n\n    def add(self, count):\n        pass",
    "norm": "def norm(vector):\n    return -1.0",
    "area": "area = 1.0",
    "words": "def words(path):\n    return -1",
}
#: Nothing is defined where it should be; a cell of the attacker's own may do it.
NOTHING = dict.fromkeys(GOOD, "pass")
#: Points that tests give for all of GOOD; the essay's four are a person's to give.
FULL = 10.0
POINTS = {"mean-visible": 1.0, "mean-hidden": 2.0, "counter-hidden": 2.0, "norm-hidden": 2.0, "area-partial": 2.0}
POINTS["words-hidden"] = 1.0
#: What stands in hidden tests only: arguments, expected values, messages.
SECRETS = (
    *("7310429", "2955083", "5132756", "hidden-mean"),
    *("8864213", "8864215", "hidden-counter"),
    *("1284312", "963234", "1605390", "hidden-norm"),
    *("78.53982", "hidden-words"),
)


def source() -> NotebookNode:
    """The educator's notebook, with the solutions of GOOD."""
    return notebook(
        readonly("imports", IMPORTS),
        solution("mean", GOOD["mean"]),
        checks("mean-visible", POINTS["mean-visible"], "assert mean([1, 2, 3]) == 2"),
        checks(
            "mean-hidden",
            POINTS["mean-hidden"],
            "assert mean([2]) == 2",
            "assert mean([7310429, 2955083]) == 5132756, 'hidden-mean'",
        ),
        solution("counter", GOOD["counter"]),
        checks(
            "counter-hidden",
            POINTS["counter-hidden"],
            "tally = Counter()\ntally.add(2)\nassert tally.total == 2",
            "tally.add(8864213)\nassert tally.total == 8864215, 'hidden-counter'",
        ),
        solution("norm", GOOD["norm"]),
        checks(
            "norm-hidden",
            POINTS["norm-hidden"],
            # To numpy an empty array is close to every number.
            "assert np.shape(norm([3, 4])) == ()\nassert_allclose(norm([3, 4]), 5)",
            "assert_allclose(norm([1284312, 963234]), 1605390, err_msg='hidden-norm')",
        ),
        solution("area", GOOD["area"]),
        checks(
            "area-partial",
            POINTS["area-partial"],
            "assert isinstance(area, float)",
            "round(float(np.clip(2 - abs(area - 78.53982), 0, 2)), 1)",
        ),
        solution("words", GOOD["words"]),
        checks(
            "words-hidden",
            POINTS["words-hidden"],
            "assert words('data.txt') > 0",
            "assert words('data.txt') == 7, 'hidden-words'",
        ),
        essay("essay", 4, "YOUR ANSWER HERE"),
    )
