"""What the service answers is what its OpenAPI description says, whatever is sent and whoever asks."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection

from nbacademy_hub.app import API
from nbacademy_hub.http.audience import ROLES, Role
from nbacademy_hub.http.openapi import describe

from .addresses import names_in
from .callers import CALLERS
from .conftest import DATABASES
from .world import World, notebook, zip_of

EXAMPLES = 2
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            # A part that is needed may be down, here Docker. What is valid may be refused for what is there already.
            "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", 503]},
            "positive_data_acceptance": {"enabled": False},
        }
    }
)


def described() -> dict[str, Any]:
    """The description, without the token: the tests send one, whatever else is left out or wrong."""
    whole = describe(API, "of the tests")
    del whole["components"]["securitySchemes"]
    for call in (call for verbs in whole["paths"].values() for call in verbs.values()):
        call.pop("security", None)
    return whole


ARCHIVES = st.sampled_from([zip_of({"ps1.ipynb": notebook()}), zip_of({"../a": b"b"}), b"PK"]) | st.binary()
schemathesis.openapi.media_type("application/zip", ARCHIVES)
# The stream of events never ends.
SCHEMA = schemathesis.openapi.from_dict(described(), config=CONFIG).exclude(path="/api/events")


def vanishes(case: schemathesis.Case) -> bool:
    """Whether something wrong can't be seen in the address: an empty list is no parameter at all."""
    return any(value in ([], {}) for value in (case.query or {}).values())


# PostgreSQL alone, which refuses more than SQLite does.
@pytest.mark.parametrize("database", DATABASES[1:], indirect=True)
@SCHEMA.given(role=st.sampled_from(ROLES), real=st.booleans())
@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
def test_every_answer_is_one_that_is_described(
    case: schemathesis.Case, role: Role, real: bool, own_world: World
) -> None:
    if real and case.method != "DELETE":
        names = names_in(own_world)
        case.path_parameters = {name: names[name] for name in case.path_parameters}
    token = CALLERS[role]
    headers: dict[str, Any] = {"Authorization": f"token {token}".encode()} if token else {}
    case.call_and_validate(
        f"{own_world.academy.origin}/services/academy", headers=headers,
        excluded_checks=[negative_data_rejection] if vanishes(case) else [],
    )  # fmt: skip
