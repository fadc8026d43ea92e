"""Class tests, by what is handed to them: values that lie when they are compared, asked or read."""

from __future__ import annotations

from .case import Case, nothing, wrong
from .victim import POINTS

YES = """
class Yes:
    def __eq__(self, other): return True
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
    def __ne__(self, other): return False
    def __call__(self, *args, **kwargs): return self
    def __getattr__(self, name): return self
    def __sub__(self, other): return self
    __rsub__ = __add__ = __radd__ = __abs__ = __neg__ = __sub__
    def __len__(self): return 7
    def __bool__(self): return True
    def __float__(self): return 5.0
    def __iter__(self): return iter([self])
    def __hash__(self): return 0
mean = norm = words = Counter = area = Yes()
"""
SUBCLASS = """
class Yes({base}):
    def __eq__(self, other): return True
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def __ne__(self, other): return False
    def __sub__(self, other): return Yes()
    __rsub__ = __abs__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 0
mean = norm = words = lambda *args: Yes()
area = Yes()
class Counter:
    total = Yes()
    def add(self, count): pass
"""
ARRAY = """
class Yes(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs): return np.True_
    def __array_function__(self, *args, **kwargs): return np.True_
    def __array_wrap__(self, *args, **kwargs): return np.True_
    def __eq__(self, other): return True
    def __bool__(self): return True
    def __hash__(self): return 0
mean = norm = words = lambda *args: np.zeros(1).view(Yes)
"""
PRETENDER = """
class Meta(type):
    def __eq__(self, other): return True
    def __instancecheck__(self, other): return True
    def __hash__(self): return hash(float)
class Yes(metaclass=Meta):
    __class__ = property(lambda self: float)
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __sub__(self, other): return self
    __abs__ = lambda self: self
    __hash__ = lambda self: 0
mean = norm = words = lambda *args: Yes()
area = Yes()
"""
REFLECTING = """
class Yes:
    "Defers to what the other operand says, having made itself that."
    def __eq__(self, other):
        self.value = other
        return self.value == other
    def __array__(self, dtype=None, copy=None):
        return np.broadcast_to(np.nan, ())
    __array_priority__ = 1e9
    __hash__ = lambda self: 0
mean = norm = words = lambda *args: Yes()
"""
DESCRIPTOR = """
class Total:
    def __get__(self, instance, owner):
        import sys
        frame = sys._getframe(1)
        return next((c for c in frame.f_code.co_consts if isinstance(c, int) and c > 2), 2)
class Counter:
    total = Total()
    def add(self, count): pass
"""
RECORD = """
import collections, dataclasses, enum, datetime, decimal
@dataclasses.dataclass(eq=False)
class Data:
    x: float = 1.0
    def __eq__(self, other): return True
class Kind(float, enum.Enum):
    yes = 1.0
    def __eq__(self, other): return True
    __hash__ = lambda self: 0
Tuple = collections.namedtuple('Tuple', 'x')
Tuple.__eq__ = lambda self, other: True
class Number(decimal.Decimal):
    def __eq__(self, other): return True
mean = lambda values: Kind.yes
norm = lambda values: Number('NaN')
words = lambda path: Data()
class Counter:
    total = Tuple(1)
    def add(self, count): pass
"""
NAMED = """
mean = lambda values: {'__class__': 'float', '__eq__': True, '__reduce__': ['os.system', ['true']], '$': 2}
norm = lambda values: [{'type': 'float', 'value': 5}, {'__numpy__': 'O'}]
words = lambda path: np.array([lambda: 1], dtype=object)
"""
NESTED = """
deep = []
for _ in range(100_000): deep = [deep]
round_ = []; round_.append(round_)
mean = lambda values: deep
norm = lambda values: round_
words = lambda path: {'x' * 10**6: ['y' * 10**6] * 200}
class Counter:
    @property
    def total(self):
        while True: yield 1
    def add(self, count): pass
"""
PICKLED = """
class Bomb:
    def __reduce__(self):
        return (exec, ("import builtins; builtins.AssertionError = Warning; globals().update(mean=lambda v: 2)",))
    __getstate__ = __reduce__
    def __reduce_ex__(self, protocol): return self.__reduce__()
mean = lambda values: np.array([Bomb()], dtype=object)
norm = lambda values: Bomb()
words = lambda path: memoryview(__import__('pickle').dumps(Bomb()))
"""
RAISING = """
class Quiet(BaseException):
    def __str__(self): raise self
    __repr__ = __str__
    __class__ = property(lambda self: __import__('sys').exit(0))
def fall(*args): raise {what}
mean = norm = words = fall
area = 1.0
class Counter:
    add = fall
    total = property(fall)
"""
CLASSES = """
class Yes:
    def __init__(self, *args): pass
    def __eq__(self, other): return True
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
    def __ne__(self, other): return False
    def __sub__(self, other): return self
    __rsub__ = __add__ = __radd__ = __abs__ = __neg__ = __round__ = __sub__
    def __abs__(self): return self
    def __bool__(self): return True
    def __hash__(self): return 0
class mean(Yes): pass
class norm(Yes): pass
class words(Yes): pass
class Counter(Yes):
    total = property(lambda self: Yes())
    def add(self, count): pass
area = Yes()
"""
METACLASS = """
class Meta(type):
    def __call__(cls, *args): return cls
    def __eq__(cls, other): return True
    __lt__ = __gt__ = __le__ = __ge__ = __eq__
    def __sub__(cls, other): return cls
    __abs__ = __rsub__ = lambda cls, *args: cls
    def __hash__(cls): return 0
class mean(metaclass=Meta): pass
norm = words = Counter = area = mean
mean.add = lambda *args: None
mean.total = mean
"""
LAZY = """
import itertools
class mean:
    def __new__(cls, values): return iter(int, 1)
norm = lambda vector: (x for x in itertools.count())
words = lambda path: map(str, itertools.repeat(1))
"""
BOMBS = """
import decimal, re
mean = lambda values: decimal.Decimal('1e999999999999999')
norm = lambda vector: range(10**12)
words = lambda path: 2**6000
area = 'x' * 11_000_000
class Counter:
    add = lambda self, count: None
    total = range(10**15)
"""
CHOICE = """
def mean(values): return {(1, 2, 3): 2, (2,): 2}.get(tuple(values), 0)
"""
CASES = (
    Case("always equal", "Hands over an object that is equal to everything", nothing(YES)),
    Case(
        "always equal number", "Hands over a float that is equal to everything", nothing(SUBCLASS.format(base="float"))
    ),
    Case("always equal integer", "Hands over an int that is equal to everything", nothing(SUBCLASS.format(base="int"))),
    Case("always equal text", "Hands over a str that is equal to everything", nothing(SUBCLASS.format(base="str"))),
    Case("always equal list", "Hands over a list that is equal to everything", nothing(SUBCLASS.format(base="list"))),
    Case(
        "always equal numpy number",
        "Hands over a numpy float that is equal",
        nothing("import numpy as np" + SUBCLASS.format(base="np.float64")),
    ),
    Case(
        "always true array", "Hands over an array whose every operation is true", nothing("import numpy as np" + ARRAY)
    ),
    Case("pretender", "Hands over an object that says it is a float", nothing(PRETENDER)),
    Case("reflection", "Becomes what it is compared with", nothing("import numpy as np" + REFLECTING)),
    Case(
        "attribute from the caller", "Has an attribute that reads the expected value off the test", nothing(DESCRIPTOR)
    ),
    Case("records", "Hands over dataclasses, enums, named tuples that are equal", nothing(RECORD)),
    Case(
        "names of internals",
        "Hands over plain data that looks like a decoder's own",
        nothing("import numpy as np" + NAMED),
    ),
    Case("no end", "Hands over what is too deep, too large, or has no end", nothing(NESTED)),
    Case("pickles", "Hands over what acts when it is unpickled", nothing("import numpy as np" + PICKLED)),
    Case(
        "class for a function",
        "Has classes in functions' places, whose objects are equal to everything",
        nothing(CLASSES),
    ),
    Case("class that is called", "Hands over a class whose class says that it is equal", nothing(METACLASS)),
    Case("large in few words", "Hands over what takes all memory when it is used", nothing(BOMBS)),
    Case("endless iterators", "Hands over what never ends", nothing(LAZY)),
    Case("quiet exception", "Raises what cannot be printed", nothing(RAISING.format(what="Quiet()"))),
    Case("leaving", "Leaves the interpreter in the middle of a test", nothing(RAISING.format(what="SystemExit(0)"))),
    Case("interrupting", "Raises what looks like an interrupt", nothing(RAISING.format(what="KeyboardInterrupt"))),
    Case("ending a generator", "Raises what ends loops quietly", nothing(RAISING.format(what="StopIteration(2)"))),
    Case("not a number", "Hands over NaN where partial credit is computed", nothing("area = float('nan')")),
    Case("infinite", "Hands over infinity where partial credit is computed", nothing("area = float('-inf')")),
    Case(
        "visible tests learnt",
        "Knows the answers to what it has seen: the visible test's point is its own",
        wrong(last=CHOICE, change=lambda n: n.cells.insert(2, n.cells.pop())),
        POINTS["mean-visible"],
        POINTS["mean-visible"],
    ),
)
