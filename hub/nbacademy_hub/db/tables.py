"""All modules that declare tables, so that whoever needs the whole schema imports one name."""

from __future__ import annotations

from nbacademy_hub.accounts import tables as accounts
from nbacademy_hub.assignments import tables as assignments
from nbacademy_hub.assignments.deadlines import tables as deadlines
from nbacademy_hub.assignments.regrades import tables as regrades
from nbacademy_hub.attendance import tables as attendance
from nbacademy_hub.audit import tables as audit
from nbacademy_hub.courses import tables as courses
from nbacademy_hub.execution import tables as execution
from nbacademy_hub.forum import tables as forum
from nbacademy_hub.http import tables as http
from nbacademy_hub.learning import tables as learning
from nbacademy_hub.mail import tables as mail
from nbacademy_hub.marking import tables as marking
from nbacademy_hub.notifications import tables as notifications
from nbacademy_hub.quizzes import tables as quizzes
from nbacademy_hub.similarity import tables as similarity
from nbacademy_hub.training import tables as training
from nbacademy_hub.training.artifacts import tables as artifacts
from nbacademy_hub.training.evaluations import tables as evaluations

MODULES = (
    accounts, artifacts, assignments, attendance, audit, courses, deadlines, evaluations, execution, forum, http,
    learning, mail, marking, notifications, quizzes, regrades, similarity, training,
)  # fmt: skip
