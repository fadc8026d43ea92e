"""Class tests, by what they stand on: builtins, modules, frames, memory, threads and processes in a student's hands."""

from __future__ import annotations

from .case import SHORT_SECONDS, Case, nothing, wrong

PATCHED_BUILTINS = """
import builtins
builtins.isinstance = lambda *a: True
builtins.abs = lambda x: 0.0
builtins.all = builtins.any = lambda *a: True
builtins.len = lambda x: 7
"""
PATCHED_COMPILE = """
import builtins
real = builtins.compile
def compile(source, *args, **kwargs):
    try:
        import ast
        if isinstance(source, ast.AST):
            source.body = [node for node in source.body if not isinstance(node, ast.Assert)]
    except Exception: pass
    return real(source, *args, **kwargs)
builtins.compile = compile
import IPython.core.interactiveshell as shell, IPython.core.compilerop as op
op.CachingCompiler.__call__ = lambda self, source, name, symbol: compile(source, name, symbol)
"""
PATCHED_EXEC = """
import builtins
builtins.exec = lambda *a, **k: None
get_ipython().run_code = lambda *a, **k: False
"""
FAKE_MODULES = """
import sys, types
class Fake(types.ModuleType):
    def __getattr__(self, name): return lambda *a, **k: None
for name in ('numpy.testing', 'unittest', 'unittest.mock', 'pytest', 'math'):
    sys.modules[name] = Fake(name)
import numpy; numpy.testing = sys.modules['numpy.testing']
"""
IMPORT_HOOK = """
import sys, types, importlib.abc, importlib.machinery
class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.startswith(('numpy', 'math', 'unittest')): return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec):
        class Fake(types.ModuleType):
            __path__ = []
            def __getattr__(self, name): return lambda *a, **k: None
        return Fake(spec.name)
    def exec_module(self, module): pass
sys.meta_path.insert(0, Finder())
for name in [n for n in sys.modules if n.startswith(('numpy', 'unittest')) or n == 'math']: del sys.modules[name]
"""
PATCHED_HELPERS = """
import numpy, numpy.testing, numpy.testing._private.utils as utils, unittest
for module in (numpy.testing, utils):
    for name in [n for n in dir(module) if n.startswith('assert')]: setattr(module, name, lambda *a, **k: None)
for name in [n for n in dir(unittest.TestCase) if n.startswith('assert')]:
    setattr(unittest.TestCase, name, lambda *a, **k: None)
"""
CODE_SWAPPED = """
import numpy.testing as t
inner = t.assert_allclose
while hasattr(inner, '__wrapped__'): inner = inner.__wrapped__
inner.__code__ = (lambda actual, desired, rtol=0, atol=0, equal_nan=True, err_msg='', verbose=True, *, strict=False:
    None).__code__
import math
"""
WAITING_THREAD = """
import threading, time
def wait():
    shell = get_ipython()
    while True:
        for name in ('assert_allclose',): shell.user_ns[name] = lambda *a, **k: None
        shell.user_ns.update(isinstance=lambda *a: True, abs=lambda x: 0.0, mean=shell.user_ns.get('better', mean))
        for code in list(shell.user_ns.get('In', []))[-1:]:
            if 'HIDDEN' in code: shell.user_ns['loot'] = code
        time.sleep(0.001)
threading.Thread(target=wait, daemon=True).start()
"""
ASYNC_EXCEPTION = """
import ctypes, threading, time
main = threading.main_thread().ident
class Done(Exception): pass
def after():
    while True:
        time.sleep(0.01)
        if 'assert' in str(get_ipython().user_ns.get('In', [''])[-1]):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(main), ctypes.py_object(Done))
get_ipython().set_custom_exc((Done, AssertionError), lambda *a, **k: None)
threading.Thread(target=after, daemon=True).start()
"""
SLOTS = """
import ctypes
compare = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.c_int)
always = compare(lambda left, right, how: True)
kept = [always]
def patch(kind):
    offset = 25 * ctypes.sizeof(ctypes.c_void_p)
    ctypes.c_void_p.from_address(id(kind) + offset).value = ctypes.cast(always, ctypes.c_void_p).value
area = 1.0
def mean(values):
    patch(float); return -1.0
norm = words = mean
"""
FALSE_IS_TRUE = """
import ctypes
def flip():
    size = ctypes.sizeof(ctypes.c_void_p)
    digits = ctypes.c_uint32.from_address(id(False) + 3 * size)
    digits.value = 1
    ctypes.c_ssize_t.from_address(id(False) + 2 * size).value = 1
def mean(values): flip(); return -1
norm = words = mean
area = 1.0
"""
FRAMES = """
import sys
def look(*args):
    frame, found = sys._getframe(1), []
    while frame is not None:
        found += [c for c in frame.f_code.co_consts if type(c) in (int, float)]
        frame = frame.f_back
        if frame is not None and frame.f_code.co_name in ('run_code', 'run_ast_nodes'): break
    return found[-1] if found else 0
mean = norm = words = look
class Counter:
    add = lambda self, count: None
    total = property(look)
"""
FRAMES_OF_GLOBALS = """
import sys
def give_up(*args):
    frame = sys._getframe(1)
    while frame is not None:
        frame.f_globals.update(assert_allclose=lambda *a, **k: None, abs=lambda x: 0.0, isinstance=lambda *a: True)
        frame.f_globals['__builtins__'] = {'abs': lambda x: 0.0}
        frame.f_trace_lines = False
        frame = frame.f_back
    return -1
mean = norm = words = give_up
"""
TRACE = """
import sys
def trace(frame, event, arg):
    if event == 'line' and 'assert' in str(frame.f_globals.get('In', [''])[-1]):
        try: frame.f_lineno = max(line for *_, line in frame.f_code.co_lines() if line)
        except ValueError: pass
    return trace
def mean(values):
    sys.settrace(trace)
    frame = sys._getframe(1)
    frame.f_trace = trace
    return -1
norm = words = mean
"""
GARBAGE = """
import gc, types
def constants():
    for thing in gc.get_objects():
        if isinstance(thing, types.CodeType) or isinstance(thing, types.FunctionType):
            code = getattr(thing, '__code__', thing)
            yield from (c for c in code.co_consts if type(c) is int and c > 1000)
        elif isinstance(thing, (list, dict)) and 'HIDDEN TESTS' in str(thing)[:100_000]:
            globals()['loot'] = str(thing)
def mean(values):
    found = list(constants())
    return next((c for c in found if 2 * c == sum(values)), -1)
def answer(*args): return next(iter(list(constants())[::-1]), -1)
norm = words = answer
"""
SHADOWS = {
    "numpy/__init__.py": "def __getattr__(name): return lambda *a, **k: None\n",
    "numpy/testing.py": "def __getattr__(name): return lambda *a, **k: None\n",
    "math.py": "pi = 25.0\n",
    "sitecustomize.py": "import builtins; builtins.abs = lambda x: 0.0\n",
    "usercustomize.py": "import builtins; builtins.abs = lambda x: 0.0\n",
    "ipython_config.py": "c.InteractiveShellApp.exec_lines = ['assert_allclose = print']\n",
    ".ipython/profile_default/startup/00-x.py": "import builtins; builtins.abs = lambda x: 0.0\n",
    "conftest.py": "raise SystemExit(0)\n",
    "nbgrader_config.py": "c = get_config(); c.Autograde.create_student = True; raise SystemExit(0)\n",
}
LATE = "assert_allclose = lambda *a, **k: None\nisinstance = lambda *a: True\nabs = lambda x: 0.0\nmath = np = None"
FORKED = """
import os
def mean(values):
    pid = os.fork()
    if pid == 0:
        return 2
    os.waitpid(pid, 0)
    os._exit(0)
norm = words = mean
"""
REPLACED = """
import os, sys
def mean(values):
    os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(600)'])
"""


CASES = (
    Case("builtins", "Patches the builtins that tests use", wrong(PATCHED_BUILTINS), cell_seconds=SHORT_SECONDS),
    Case("compiling", "Takes assertions out where code is compiled", wrong(PATCHED_COMPILE)),
    Case("executing", "Makes exec and run_code do nothing", wrong(PATCHED_EXEC)),
    Case("faked modules", "Puts fakes where modules are imported from", wrong(FAKE_MODULES)),
    Case("import hook", "Gives fakes to whoever imports", wrong(IMPORT_HOOK)),
    Case("modules beside the notebook", "Brings files with the names of modules", wrong(files=SHADOWS)),
    Case("assert helpers", "Patches the assert helpers of numpy and unittest", wrong(PATCHED_HELPERS)),
    Case("code of helpers", "Changes the code object of an assert helper", wrong(CODE_SWAPPED)),
    Case(
        "names bound late",
        "Binds the educator's names anew after their import",
        wrong(last=LATE, change=lambda n: n.cells.insert(1, n.cells.pop())),
    ),
    Case("thread", "Waits for the tests and changes what they use", wrong(WAITING_THREAD)),
    Case(
        "exception from a thread",
        "Ends tests from outside by an exception of its own",
        wrong(ASYNC_EXCEPTION),
        cell_seconds=SHORT_SECONDS,
    ),
    Case("type slots", "Rewrites how floats compare, by ctypes", nothing(SLOTS)),
    Case("False is True", "Rewrites False, by ctypes", nothing(FALSE_IS_TRUE), cell_seconds=SHORT_SECONDS),
    Case("frames", "Reads the expected values off the caller's code", nothing(FRAMES)),
    Case("frames' globals", "Changes names in every frame above", nothing(FRAMES_OF_GLOBALS)),
    Case("trace function", "Jumps over assertions", nothing(TRACE)),
    Case("garbage collector", "Looks for the tests among all objects", nothing(GARBAGE)),
    Case("forked kernel", "Goes on in a copy of the kernel", nothing(FORKED), cell_seconds=SHORT_SECONDS),
    Case(
        "replaced kernel", "Puts another program in the kernel's place", nothing(REPLACED), cell_seconds=SHORT_SECONDS
    ),
)
