"""Grading of nbgrader assignments in sandboxes: jobs that are functions of their inputs.

`nbacademy_graders.entry.run` is the one entry; `nbacademy_graders.jobs` are the shapes it takes and gives;
`nbacademy_graders.sandbox` starts the throw-away containers; `nbacademy_graders.judging` decides what runs in them and
when.
"""
