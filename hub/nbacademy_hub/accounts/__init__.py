"""Accounts: who is who, and JupyterHub's sign-up and sign-in."""
