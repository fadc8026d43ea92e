"""The trusted side of nbacademy: JupyterHub's configuration and the academy service."""
