# JupyterLab's terminals are login shells, in which /etc/profile sets another PATH.
export PATH="/opt/venv/bin:$PATH"
