"""A sandbox is shut off and limited, and none is left behind."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from traitlets import TraitError
from traitlets.config import Config

from nbacademy_graders.errors import SandboxError
from nbacademy_graders.sandbox import DockerSandboxProvisioner, Sandbox, SandboxPool, reap
from nbacademy_graders.sandbox.container import Container
from nbacademy_graders.sandbox.engine import docker_client, unavailable_reason
from nbacademy_graders.sandbox.folder import BoxFolder
from nbacademy_graders.sandbox.kernel import AnyKernelSpec
from nbacademy_graders.sandbox.limits import SandboxLimits
from nbacademy_graders.sandbox.loop import run_on_loop
from nbacademy_graders.sandbox.settings import SandboxSettings

from .conftest import containers

PROBE = """
import json, os, socket
def attempt(action):
    try: action()
    except OSError as error: return error.__class__.__name__
    return 'done'
print(json.dumps({
    'uid': os.getuid(), 'cwd': os.getcwd(), 'interfaces': [name for _, name in socket.if_nameindex()],
    'capabilities': [line.split()[1] for line in open('/proc/self/status') if line.startswith('Cap')],
    'no_new_privileges': [line.split()[1] for line in open('/proc/self/status') if line.startswith('NoNewPrivs')],
    'network': attempt(lambda: socket.create_connection(('1.1.1.1', 53), 2)),
    'root': attempt(lambda: open('/etc/x', 'w')), 'home': attempt(lambda: open('/home/x', 'w')),
    'in': attempt(lambda: open('/in/x', 'w')), 'ipc': attempt(lambda: open('/ipc/x', 'w')),
    'work': attempt(lambda: open('x', 'w')), 'unlink': attempt(lambda: os.unlink('/ipc/1-1')),
    'disk': attempt(lambda: [open(f'big{n}', 'wb').write(bytes(2**20)) for n in range(200)]),
    'docker': os.path.exists('/var/run/docker.sock'), 'oom': open('/proc/self/oom_score_adj').read().strip(),
}))
"""


def _ask(pool: SandboxPool, code: str, limits: Config | None = None, *, kernel: int = 1) -> Any:
    async def asked() -> Any:
        printed = ""
        async with pool.sandbox(limits, kernels=kernel) as sandbox:
            client = sandbox.kernels[kernel - 1].client
            message = client.execute(code)
            while True:
                answer = await client.get_iopub_msg(timeout=30)
                if answer["parent_header"].get("msg_id") != message:
                    continue
                if answer["msg_type"] == "stream":
                    printed += answer["content"]["text"]
                elif answer["msg_type"] == "error":
                    printed += answer["content"]["evalue"]
                elif answer["content"].get("execution_state") == "idle":
                    return printed

    return run_on_loop(asked(), timeout_seconds=60)


@pytest.mark.parametrize("kernel", [1, 2])
def test_a_sandbox_has_no_network_no_rights_and_nothing_to_write_on(pool: SandboxPool, kernel: int) -> None:
    found = json.loads(_ask(pool, PROBE, kernel=kernel))
    assert found["uid"] == 1000
    assert found["cwd"] == "/work"
    assert found["interfaces"] == ["lo"]
    assert set(found["capabilities"]) == {"0000000000000000"}
    assert found["no_new_privileges"] == ["1"]
    assert found["network"] in {"OSError", "TimeoutError"}
    assert {found[place] for place in ("root", "home", "in", "ipc", "unlink", "disk")} <= {"OSError", "PermissionError"}
    assert found["work"] == "done"
    assert found["docker"] is False
    assert found["oom"] == "900"


def test_the_container_has_the_limits_that_the_traits_say(pool: SandboxPool, instance: str) -> None:
    pool.warm()
    host = docker_client().api.inspect_container(containers(instance)[0])["HostConfig"]
    limits = SandboxLimits()
    assert host["Memory"] == host["MemorySwap"] == limits.memory_bytes
    assert host["NanoCpus"] == limits.cpus * 1e9
    assert host["PidsLimit"] == limits.pids
    assert host["NetworkMode"] == "none"
    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"] == ["no-new-privileges"]
    assert host["LogConfig"]["Type"] == "none"
    assert {(limit["Name"], limit["Hard"]) for limit in host["Ulimits"]} == {
        ("nofile", limits.open_files),
        ("core", 0),
        ("fsize", limits.file_bytes),
    }


def test_kernels_of_a_sandbox_share_their_files_and_draw_numbers_of_their_own(pool: SandboxPool) -> None:
    async def asked() -> list[str]:
        async with pool.sandbox(kernels=2) as sandbox:
            first, second = sandbox.kernels
            await first.run_silently("import numpy; open('drawn', 'w').write(str(numpy.random.random()))")
            await second.run_silently("import numpy; assert open('drawn').read() != str(numpy.random.random())")
            first.kill()
            while await first.lost_because() is None:  # noqa: ASYNC110  nobody tells
                await asyncio.sleep(0.01)
            await second.run_silently("open('still', 'w').close()")
            return [str(await first.lost_because()), str(await second.lost_because())]

    gone, here = run_on_loop(asked(), timeout_seconds=60)
    assert "killed from outside" in gone
    assert here == "None"


def test_a_kernel_outlives_many_that_end_at_once(pool: SandboxPool) -> None:
    async def asked() -> str:
        async with pool.sandbox(kernels=5) as sandbox:
            *others, last = sandbox.kernels
            for kernel in others:
                kernel.kill()
            for kernel in others:
                while await kernel.lost_because() is None:  # noqa: ASYNC110  nobody tells
                    await asyncio.sleep(0.01)
            await last.run_silently("open('still', 'w').close()")
            return str(await last.lost_because())

    assert run_on_loop(asked(), timeout_seconds=60) == "None"


def test_more_sandboxes_than_the_next_two_wait_when_none_is_in_use(sandbox_config: Config, instance: str) -> None:
    config = _config(sandbox_config, f"{instance}-many") | {"SandboxPool": {"size": 4, "rest_seconds": 0.0}}
    pool = SandboxPool(config=Config(config))

    async def used() -> int:
        async with pool.sandbox(kernels=2) as sandbox:
            return len(sandbox.kernels)

    try:
        pool.warm()
        assert run_on_loop(used(), timeout_seconds=60) == 2
        while pool.waiting < 4:
            time.sleep(0.05)
        assert len(containers(f"{instance}-many")) == 4
    finally:
        pool.close()


def test_the_provisioner_starts_a_kernel_by_itself_and_takes_all_of_it_away(
    sandbox_config: Config, instance: str
) -> None:
    own = f"{instance}-alone"
    config = Config(_config(sandbox_config, own))

    async def used() -> str:
        manager = AsyncKernelManager(transport="ipc", kernel_spec_manager=AnyKernelSpec(), config=config)
        manager.provisioner = DockerSandboxProvisioner(kernel_spec=manager.kernel_spec, parent=manager, config=config)
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        reply = await client.execute("raise ValueError('heard')", reply=True, timeout=30)
        client.stop_channels()
        assert len(containers(own)) == 1
        await manager.shutdown_kernel(now=True)
        return str(reply["content"]["evalue"])

    assert run_on_loop(used(), timeout_seconds=90) == "heard"
    assert containers(own) == []


def test_every_limit_is_a_documented_trait_with_bounds() -> None:
    for name, trait in SandboxLimits.class_own_traits(config=True).items():
        assert len(trait.help) > 20, name
        assert trait.min is not None, name
        assert trait.max is not None, name
    with pytest.raises(TraitError):
        SandboxLimits(memory_bytes=1)


def test_a_sandbox_is_used_once(pool: SandboxPool) -> None:
    assert _ask(pool, "x = 1; open('/tmp/left', 'w').close(); print(x)").strip() == "1"
    assert _ask(pool, "import os; print('x' in globals(), os.listdir('/tmp'))").startswith("False")
    assert "left" not in _ask(pool, "import os; print(os.listdir('/tmp'))")


def test_other_users_cannot_reach_the_sockets(pool: SandboxPool, sandbox_config: Config) -> None:
    pool.warm()
    runtime = Path(sandbox_config.SandboxSettings.runtime_folder)
    assert runtime.stat().st_mode & 0o077 == 0
    assert all(folder.stat().st_mode & 0o077 == 0 for folder in runtime.iterdir())


def test_a_runtime_folder_too_long_for_sockets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="too long for unix sockets"):
        BoxFolder.create(str(tmp_path / ("x" * 100)))


def test_a_missing_image_is_told(docker_image: str) -> None:
    assert "is not on this machine" in str(unavailable_reason("nbacademy-none:none"))
    config = Config({"SandboxSettings": {"image": "nbacademy-none:none", "instance": "none"}})
    with pytest.raises(SandboxError, match="could not be started"):
        run_on_loop(Sandbox.start(Container(SandboxSettings(config=config))))


def test_the_provisioner_is_found_by_its_name() -> None:
    entries = KernelProvisionerFactory.instance().get_provisioner_entries()
    assert entries["docker-sandbox"] == f"{DockerSandboxProvisioner.__module__}:DockerSandboxProvisioner"


HOLDER = """
import sys, time
from traitlets.config import Config
from nbacademy_graders.sandbox import SandboxPool
from nbacademy_graders.sandbox.kernel import AnyKernelSpec
from nbacademy_graders.sandbox.loop import run_on_loop
from nbacademy_graders.sandbox.settings import SandboxSettings
pool = SandboxPool(config=Config({config!r}))
pool.warm()
{more}
print("holding", flush=True)
time.sleep(600)
"""
ONE_IN_USE = """
async def hold():
    await held.__aenter__()
held = pool.sandbox()
run_on_loop(hold())
pool.warm()
"""


def _config(sandbox_config: Config, instance: str, **options: object) -> dict[str, Any]:
    settings = {**sandbox_config.SandboxSettings, "instance": instance, **options}
    return {"SandboxSettings": settings, "SandboxPool": {"size": 2}}


def test_none_is_left_after_its_worker_was_killed(sandbox_config: Config, instance: str) -> None:
    own = f"{instance}-killed"
    code = HOLDER.format(config=_config(sandbox_config, own), more=ONE_IN_USE)
    holder = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holding\n"
    runtime = sandbox_config.SandboxSettings.runtime_folder
    assert len(containers(own)) == 3, "two wait, also while one is in use"
    assert reap(own, runtime) == 0, "a living worker's sandboxes stay"
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert reap(own, runtime) == 3
    assert containers(own) == []
    assert not [folder for folder in Path(runtime).iterdir() if _owner_pid(folder) == holder.pid]


def _owner_pid(folder: Path) -> int:
    return int((folder / "owner").read_text().split(":")[1])


def test_none_is_left_after_a_worker_ended_by_itself(sandbox_config: Config, instance: str) -> None:
    own = f"{instance}-ended"
    code = HOLDER.format(config=_config(sandbox_config, own), more=ONE_IN_USE).replace("time.sleep(600)", "sys.exit(3)")
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )
    assert done.returncode == 3, done.stderr
    assert not re.search(r"Traceback|never retrieved", done.stderr), done.stderr
    assert containers(own) == []


async def _end_of(sandbox: Sandbox) -> SandboxError | None:
    while (error := await sandbox.kernels[0].lost_because()) is None:  # noqa: ASYNC110  nobody tells
        await asyncio.sleep(0.01)
    return error


def test_one_beyond_its_deadline_is_removed_though_its_owner_lives(sandbox_config: Config, instance: str) -> None:
    own = f"{instance}-late"
    config = Config(_config(sandbox_config, own, lifetime_seconds=60))
    sandbox = run_on_loop(Sandbox.start(Container(SandboxSettings(config=config))))
    runtime = config.SandboxSettings.runtime_folder
    assert reap(own, runtime) == 0
    assert reap(own, runtime, now=time.time() + 61) == 1
    assert "killed from outside" in str(run_on_loop(_end_of(sandbox)))
    run_on_loop(sandbox.close())
