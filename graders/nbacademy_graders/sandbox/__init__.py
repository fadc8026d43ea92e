"""Throw-away containers with Jupyter kernels: provisioner, pool of waiting ones, reaper of forgotten ones."""

from nbacademy_graders.sandbox.pool import SandboxPool
from nbacademy_graders.sandbox.provisioner import DockerSandboxProvisioner
from nbacademy_graders.sandbox.reaper import reap, reap_forever, try_to_reap
from nbacademy_graders.sandbox.sandbox import Sandbox

__all__ = ["DockerSandboxProvisioner", "Sandbox", "SandboxPool", "reap", "reap_forever", "try_to_reap"]
