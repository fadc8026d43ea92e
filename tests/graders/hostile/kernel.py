"""Class tests, by what forms their outputs: IPython and the kernel's messages in a student's hands."""

from __future__ import annotations

from .case import SHORT_SECONDS, Case, honest, nothing, wrong
from .victim import FULL, GOOD, POINTS

AST_TRANSFORMER = """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
    def visit_Raise(self, node): return ast.Pass()
    def visit_IfExp(self, node): return ast.Constant(2.0)
get_ipython().ast_transformers.append(Drop())
"""
INPUT_TRANSFORMERS = """
def drop(lines): return [line.replace('assert ', 'None if True else ') for line in lines]
get_ipython().input_transformers_cleanup.append(drop)
get_ipython().input_transformers_post.append(drop)
"""
HOOKS = """
shell = get_ipython()
def before(info=None):
    info.raw_cell = 'pass'
    for name in [n for n in dir(np.testing) if n.startswith('assert')]: setattr(np.testing, name, lambda *a, **k: None)
    globals().update(assert_allclose=lambda *a, **k: None)
def after(result):
    result.error_in_exec = result.error_before_exec = None
    result.result = 2.0
for event in ('pre_run_cell', 'pre_execute'): shell.events.register(event, before)
shell.events.register('post_run_cell', after)
"""
NO_TRACEBACK = """
shell = get_ipython()
shell.showtraceback = shell._showtraceback = lambda *a, **k: None
shell.set_custom_exc((Exception,), lambda *a, **k: None)
"""
RESULT_ALWAYS_GOOD = """
from IPython.core.interactiveshell import ExecutionResult
for name in ('error_in_exec', 'error_before_exec'):
    setattr(ExecutionResult, name, property(lambda self: None, lambda self, value: None))
shell = get_ipython()
type(shell)._showtraceback = lambda *a, **k: None
"""
RUN_CELL = """
from IPython.core.interactiveshell import ExecutionResult, ExecutionInfo
shell = get_ipython()
def run(raw_cell, *args, **kwargs):
    return ExecutionResult(ExecutionInfo(raw_cell, False, False, False, None))
async def run_async(raw_cell, *args, **kwargs): return run(raw_cell)
shell.run_cell, shell.run_cell_async = run, run_async
"""
DO_EXECUTE = """
kernel = get_ipython().kernel
async def do_execute(code, silent, *args, **kwargs):
    return {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}
kernel.do_execute = do_execute
"""
SESSION = """
session = get_ipython().kernel.session
real = session.send
def send(stream, kind, content=None, *args, **kwargs):
    name = kind if isinstance(kind, str) else kind.get('msg_type')
    if name == 'error' or (name == 'stream' and content and content.get('name') == 'stderr'): return None
    if name == 'execute_reply' and content:
        content = {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}
    return real(stream, kind, content, *args, **kwargs)
session.send = send
get_ipython()._showtraceback = lambda *a, **k: None
"""
FORGED_REPLY = """
def forge():
    kernel = get_ipython().kernel
    parent = kernel.get_parent('shell')
    ok = {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}
    for ident in (kernel.get_parent_ident() if hasattr(kernel, 'get_parent_ident') else [b'']),:
        kernel.session.send(kernel.shell_stream, 'execute_reply', ok, parent=parent, ident=ident)
    kernel.session.send(kernel.iopub_socket, 'status', {'execution_state': 'idle'}, parent=parent)
    import time; time.sleep(0.3)
def mean(values): forge(); return -1
norm = words = mean
class Counter:
    total = property(mean)
    def add(self, count): forge()
area = 1.0
"""
FORGED_RESULT = """
def publish(*args):
    kernel = get_ipython().kernel
    content = {'data': {'text/plain': '2.0'}, 'metadata': {}, 'execution_count': 1}
    kernel.session.send(kernel.iopub_socket, 'execute_result', content, parent=kernel.get_parent('shell'))
    return -1
mean = norm = words = publish
class Counter:
    total = property(publish)
    add = publish
class Area(float):
    def __rsub__(self, other): return publish() * 0.0
    __sub__ = __lt__ = __gt__ = __rsub__
area = Area(1)
"""
DISPLAY = """
shell = get_ipython()
shell.display_formatter.formatters['text/plain'].for_type(float, lambda value, p, cycle: p.text('2.0'))
shell.display_formatter.format = lambda *a, **k: ({'text/plain': '2.0'}, {})
shell.displayhook.compute_format_data = lambda result: ({'text/plain': '2.0'}, {})
import sys; sys.displayhook = shell.displayhook
"""
NAMESPACE = """
class Names(dict):
    def __getitem__(self, name):
        if name == 'assert_allclose': return lambda *a, **k: None
        if name in ('abs', 'isinstance'): return lambda *a: 0.0
        return super().__getitem__(name)
shell = get_ipython()
shell.user_ns = shell.user_module.__dict__
shell.user_global_ns_ = Names(shell.user_ns)
type(shell).user_global_ns = property(lambda self: Names(shell.user_ns))
import sys, types
fake = types.ModuleType('__main__'); fake.__dict__.update(shell.user_ns); sys.modules['__main__'] = fake
"""
STDIN = """
kernel = get_ipython().kernel
seen = []
def answer(prompt='', *args, **kwargs):
    seen.append(prompt)
    return '{"status": "ok", "result": 2, "value": 2, "score": 10, "type": "int"}'
kernel.raw_input = kernel.getpass = kernel._input_request = answer
import builtins, getpass
builtins.input = getpass.getpass = answer
def mean(values):
    kernel.session.send(kernel.stdin_socket, 'input_request', {'prompt': answer(), 'password': False},
                        parent=kernel.get_parent('shell'), ident=b'')
    return -1
norm = words = mean
"""
OWN_CLIENT = """
import subprocess, sys
code = '''
import json, time
from jupyter_client import BlockingKernelClient
client = BlockingKernelClient(); client.load_connection_info(json.load(open("/ipc/c.json"))); client.start_channels()
while True:
    client.execute("get_ipython().ast_transformers.append(Drop()) if not get_ipython().ast_transformers else None",
                   silent=True)
    time.sleep(0.05)
'''
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
child = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
"""
SILENT = """
kernel = get_ipython().kernel
def mean(values):
    kernel.iopub_socket.close() if hasattr(kernel.iopub_socket, 'close') else None
    kernel.iopub_thread.stop()
    return -1
"""
STDERR = """
import warnings, sys, os
get_ipython()._showtraceback = lambda kind, value, tb: None
sys.stderr = sys.stdout
sys.excepthook = lambda *a: None
"""
MAGIC = """
from IPython.core.magic import register_cell_magic, register_line_magic
shell = get_ipython()
shell.magics_manager.auto_magic = True
shell.automagic = True
register_line_magic('assert')(lambda line: None)
shell.prefilter_manager.register_handler if hasattr(shell, 'prefilter_manager') else None
shell.autocall = 2
"""

GARBAGE = """
import json, uuid
kernel = get_ipython().kernel
kernel_session = kernel.session
def frames(kind, content, parent):
    header = {'msg_id': uuid.uuid4().hex, 'msg_type': kind, 'session': 'x', 'username': 'x', 'version': '5.3',
              'date': '2026-01-01T00:00:00Z'}
    parts = [json.dumps(part).encode() for part in (header, parent, {}, content)]
    return [b'<IDS|MSG>', kernel_session.sign(parts), *parts]
def spill(*args):
    parent = kernel.get_parent('shell').get('header', {})
    ident = parent.get('session', '').encode()
    odd = [None, [], 'text', 7, {}, {'status': {}}, {'status': 'error'}, {'status': 'error', 'ename': [], 'evalue': 1},
           {'prompt': {}}, {'name': 'stdout', 'text': {}}, {'data': [], 'metadata': 1, 'transient': []},
           {'ename': {}, 'evalue': None, 'traceback': 'x'}, {'execution_state': []}, {'execution_count': {}, 'data': 1},
           {'name': 'stdout', 'text': chr(0xd800)}, {'data': {'text/plain': chr(0xd800)}, 'metadata': {}},
           {'ename': chr(0xd800), 'evalue': chr(0xdfff), 'traceback': [chr(0xd800)]}]
    kinds = ('stream', 'error', 'display_data', 'execute_result', 'update_display_data', 'clear_output', 'comm_open',
             'execute_input', 'status', 'no such', '')
    raw = [[b''], [b'<IDS|MSG>'], [b'<IDS|MSG>', b''], [b'<IDS|MSG>', b'0' * 64, b'{', b'', b'', b''],
           frames('stream', {}, 'no mapping'), frames([], {}, parent), [*frames('stream', {}, parent)[:2], b'{}'] * 2]
    for content in odd:
        raw += [frames(kind, content, parent) for kind in kinds]
    for one in raw:
        kernel.iopub_socket.send_multipart([b'topic', *one])
    for content in [*odd[:13], {'status': 'ok', 'payload': 7, 'user_expressions': []}]:
        for socket, kind in ((kernel.stdin_socket, 'input_request'), (kernel.shell_stream, 'execute_reply')):
            for one in (frames(kind, content, {}), frames(kind, content, 'x')):
                try: socket.send_multipart([ident, *one])
                except Exception: pass
        for one in raw[:6]:
            try: kernel.stdin_socket.send_multipart([ident, *one]); kernel.shell_stream.send_multipart([ident, *one])
            except Exception: pass
    return -1
"""
BAD_REPLY = """
kernel = get_ipython().kernel
async def do_execute(code, silent, *args, **kwargs):
    return {'status': 'error', 'ename': ['x'], 'evalue': {'y': chr(0xd800)}, 'traceback': 5, 'execution_count': 'z'}
kernel.do_execute = do_execute
"""
MESSAGES_FOR_EVER = (
    GARBAGE
    + """
import threading
def spam():
    while True:
        ident = kernel.get_parent('shell').get('header', {}).get('session', '').encode()
        for _ in range(50):
            kernel.iopub_socket.send_multipart([b'x', *frames('stream', {'name': 'stdout', 'text': 'x'}, {})])
        try:
            kernel.shell_stream.socket.send_multipart([ident, *frames('execute_reply', {'status': 'ok'}, {})])
        except Exception: pass
threading.Thread(target=spam, daemon=True).start()
"""
)


CASES = (
    Case("AST transformer", "Drops assertions and chooses partial credit", wrong(AST_TRANSFORMER)),
    Case("input transformers", "Rewrites the text of cells before they run", wrong(INPUT_TRANSFORMERS)),
    Case("hooks", "Acts before and after each cell", wrong(HOOKS)),
    Case("showtraceback", "Lets no traceback be shown", wrong(NO_TRACEBACK)),
    Case("result always good", "Lets no result have an error", wrong(RESULT_ALWAYS_GOOD)),
    Case("run_cell", "Runs cells by not running them", wrong(RUN_CELL)),
    Case("do_execute", "Answers for the kernel that all is well", wrong(DO_EXECUTE)),
    Case("session", "Sends no error and turns each reply into a good one", wrong(SESSION)),
    Case("forged reply", "Sends the reply and the idle state while the test still runs", nothing(FORGED_REPLY)),
    Case("forged result", "Publishes a result with full credit", nothing(FORGED_RESULT)),
    Case(
        "result beyond the points",
        "Publishes a result with more than full credit",
        nothing(FORGED_RESULT.replace("2.0", "1000")),
    ),
    Case("display formatter", "Shows each number as full credit", wrong(DISPLAY)),
    Case("namespace", "Puts another mapping in the namespace's place", wrong(NAMESPACE)),
    Case("stdin channel", "Answers questions that it was not asked", nothing(STDIN)),
    Case("client of its own", "Connects to its own kernel from another process", wrong(OWN_CLIENT)),
    Case(
        "silenced kernel",
        "Stops the kernel's output before it can tell of an error",
        wrong(last=SILENT),
        cell_seconds=SHORT_SECONDS,
    ),
    Case("stderr", "Lets errors go nowhere", wrong(STDERR)),
    Case("garbage", "Sends what is no message while its own cells run", honest(first=GARBAGE + "spill()"), FULL),
    Case(
        "garbage in answers",
        "Answers the tests' calls by what is no message",
        nothing(GARBAGE + "mean = norm = words = spill"),
    ),
    Case("bad reply", "Replies with an error that has no text", wrong(BAD_REPLY), cell_seconds=SHORT_SECONDS),
    Case(
        "messages for ever",
        "Sends messages of nobody's cell for ever",
        wrong(MESSAGES_FOR_EVER),
        cell_seconds=SHORT_SECONDS,
    ),
    Case("magics", "Makes assert a magic", wrong(MAGIC)),
    Case(
        "honest half",
        "Solves one task and attacks for the rest",
        nothing(GOOD["mean"] + "\n" + AST_TRANSFORMER + NO_TRACEBACK),
        POINTS["mean-visible"] + POINTS["mean-hidden"],
        POINTS["mean-visible"] + POINTS["mean-hidden"],
    ),
)
