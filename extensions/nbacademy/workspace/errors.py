"""What can go wrong with files in the home.

WorkspaceError
├── UnsafeNameError      a name from the network that leads out of the folder or is not a plain one
├── NotThereError        a file or folder that has to be fetched first
├── LocalChangesError    a file was changed here and there: somebody has to choose
└── NotAcceptableError   what lies in the folder, or came in the archive, cannot be used
"""

from __future__ import annotations


class WorkspaceError(Exception):
    """The message is a sentence for people; `code` is for programs."""

    code = "WORKSPACE_ERROR"


class UnsafeNameError(WorkspaceError):
    code = "UNSAFE_NAME"


class NotThereError(WorkspaceError):
    code = "NOT_FETCHED"


class NotAcceptableError(WorkspaceError):
    code = "NOT_ACCEPTABLE"


class LocalChangesError(WorkspaceError):
    """`paths` (relative to the root) were changed here, and are newer on the platform as well."""

    code = "LOCAL_CHANGES"

    def __init__(self, paths: tuple[str, ...]) -> None:
        named = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
        super().__init__(f"You have changed {named}, and there is a newer version. Choose which one to keep.")
        self.paths = paths
