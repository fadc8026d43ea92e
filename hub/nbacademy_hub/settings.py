"""What a deployment may set, read once from the environment.

JupyterHub, the service and the command all read the same settings: `Settings.read(os.environ)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, FilePath, ValidationError

PREFIX = "NBACADEMY_"
SHARED_MEASURES = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that tells prometheus_client, before it is imported, of a folder where several processes count together.
Only the service has it: JupyterHub counts by itself."""
SAFE_URL = r"^(https://\S+|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/\S*)?)?$"
"""An address at which nobody in between can say who somebody is: by TLS, or on this machine."""

NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType({
    "oidc_": (("oidc_issuer",), ("oidc_client_id",), ("oidc_client_secret", "oidc_client_secret_file")),
    "lti_": (("lti_issuer",), ("lti_client_ids",), ("lti_authorize_url",), ("lti_jwks_url",)),
})  # fmt: skip
"""What must be set where anything that begins so is; of several in one bracket, one."""


class SettingsError(ValueError):
    """A setting is wrong; the message names it."""


class Settings(BaseModel):
    """Every field is the environment variable `NBACADEMY_<FIELD>`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(default=Path(".nbacademy"), description="Folder of all state; made when it is not there.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port of the platform's address.")
    bind: str = Field(default="127.0.0.1", description="Address on which the platform listens for browsers.")
    hub_port: int = Field(default=8081, ge=1, le=65535, description="Port on which JupyterHub listens for servers.")
    service_port: int = Field(default=10101, ge=1, le=65535, description="Port of the academy service.")
    processes: int = Field(
        default=1, ge=1, le=64,
        description="Processes of the academy service on this machine; as many as it has cores, with PostgreSQL.",
    )  # fmt: skip
    proxy_api_port: int = Field(default=8001, ge=1, le=65535, description="Port of the proxy's own API, loopback only.")
    database_url: str = Field(default="", description="SQLAlchemy URL; empty means SQLite in the data folder.")
    files_url: str = Field(
        default="", description="fsspec URL of the file store; empty means a folder in the data folder."
    )
    gateway: str = Field(
        default="127.0.0.1",
        description="Address at which notebook servers reach the host; set when Docker is prepared.",
    )
    network: str = Field(default="", description="Docker network of the notebook servers; set when Docker is prepared.")
    instance: str = Field(
        default="nbacademy", description="Label of everything that this installation starts in Docker."
    )
    spawner: str = Field(
        default="docker", pattern="^(docker|local)$", description="docker, or local processes for a trial."
    )
    image: str = Field(default="nbacademy-notebook:dev", description="Image of notebook servers and sandboxes.")
    proxy_command: str = Field(
        default="", description="The proxy's program and arguments; empty means the one of make."
    )
    memory_limit: str = Field(default="2G", pattern="^[0-9]+[MG]$", description="Memory of one notebook server.")
    cpu_limit: float = Field(default=1.0, gt=0, le=256, description="CPU cores of one notebook server.")
    pids_limit: int = Field(default=512, ge=64, le=32768, description="Processes and threads of one notebook server.")
    grading_workers: int = Field(default=2, ge=1, le=64, description="Grading worker processes on this machine.")
    grading_scheduler: str = Field(default="", description="Address of a dask scheduler; empty means local workers.")
    grading_most_cell_seconds: int = Field(
        default=300, ge=1, le=3000, description="Seconds for one cell that an assignment's settings may allow at most."
    )
    grading_most_memory_mib: int = Field(
        default=2048, ge=256, le=1048576,
        description="Memory of a sandbox, in MiB, that an assignment's settings may allow at most.",
    )  # fmt: skip
    training_steps_per_week: int = Field(
        default=5_000_000, ge=0, le=10**12,
        description="Environment steps that grading workers train for one student in one course within seven days; 0 "
        "for none.",
    )  # fmt: skip
    training_seconds_per_week: int = Field(
        default=7200, ge=0, le=604_800,
        description="Seconds that one grading worker trains for one student in one course within seven days.",
    )  # fmt: skip
    training_slice_seconds: int = Field(
        default=60, ge=5, le=600,
        description="Seconds for which a grading worker trains before it is another's turn; grading may wait so long.",
    )  # fmt: skip
    requests_per_minute: int = Field(
        default=3000, ge=0,
        description="Requests that one person may make in a minute; 20 times as many from one address, a 50th "
        "of it to sign in from one. 0 for no limit.",
    )  # fmt: skip
    public_url: str = Field(
        default="", pattern=r"^(https?://[^\s/]+)?$",
        description="Address of the platform in links that are mailed; empty means the one on which it listens.",
    )  # fmt: skip
    mail_url: str = Field(
        default="", pattern=r"^(smtps?://\S+)?$",
        description="The mail server, `smtp://user:password@host:port` or `smtps://…`; empty means that mail is kept "
        "in the data folder, and printed.",
    )  # fmt: skip
    mail_from: str = Field(
        default="nbacademy@localhost", pattern=r"^[^\r\n]+@[^\r\n]+$", description="Sender of the platform's mail."
    )
    verified_email_only: bool = Field(
        default=False, description="Nobody signs in before they followed the link mailed to their address."
    )
    notification_days: int = Field(
        default=180, ge=7, le=36500, description="Days after which a notification that was read is removed."
    )
    oidc_issuer: str = Field(
        default="", pattern=SAFE_URL, max_length=255,
        description="Issuer of the OpenID provider at which people may sign in, `https://…`; empty for none.",
    )  # fmt: skip
    oidc_client_id: str = Field(default="", description="Id under which the OpenID provider knows the platform.")
    oidc_client_secret: str = Field(default="", description="Secret that the OpenID provider gave with that id.")
    oidc_client_secret_file: FilePath | None = Field(
        default=None, description="File in which that secret stands, instead of the setting."
    )
    oidc_name: str = Field(
        default="OpenID", max_length=60, description="The OpenID provider's name, after *Sign in with*."
    )
    oidc_links_email: bool = Field(
        default=False,
        description="Who comes from the OpenID provider with an address that it has verified gets the account that "
        "has confirmed the same address here, unless that has a second factor.",
    )
    lti_issuer: str = Field(
        default="", pattern=SAFE_URL, max_length=255,
        description="Issuer (platform id) of the LTI 1.3 platform that may launch this one; empty for none.",
    )  # fmt: skip
    lti_client_ids: str = Field(
        default="", description="Client ids that the LTI platform gave this one, with commas in between."
    )
    lti_authorize_url: str = Field(
        default="", pattern=SAFE_URL, description="The LTI platform's address for authentication requests."
    )
    lti_jwks_url: str = Field(default="", pattern=SAFE_URL, description="Address of the LTI platform's public keys.")
    lti_deployment_ids: str = Field(
        default="",
        description="Deployments of the LTI platform that may launch, with commas in between; empty for all.",
    )
    lti_links_email: bool = Field(
        default=False,
        description="Addresses that the LTI platform tells count as verified by it, and link as with "
        "`NBACADEMY_OIDC_LINKS_EMAIL`.",
    )
    lti_courses: str = Field(
        default="", pattern=r"^([^=,]+=[^=,]+(,[^=,]+=[^=,]+)*)?$",
        description="Courses that students of the LTI platform join by a launch: `<context's id or label>=<course>`, "
        "with commas in between.",
    )  # fmt: skip
    without_docker_reason: str = Field(
        default="", description="Why there is no Docker engine; set when Docker is prepared."
    )

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """The settings in `environ`. Raises SettingsError, which names the variable."""
        values = {
            name: environ[PREFIX + name.upper()] for name in cls.model_fields if environ.get(PREFIX + name.upper())
        }
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            wrong = (f"{PREFIX}{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors())
            raise SettingsError("; ".join(wrong)) from error
        settings._refuse_half_made()
        return settings

    def environment(self) -> dict[str, str]:
        """The settings as environment variables, for processes that we start."""
        values = self.model_dump(mode="json")
        values["data"] = str(self.data.resolve())
        return {PREFIX + name.upper(): str(value) for name, value in values.items() if value not in ("", None)}

    def _refuse_half_made(self) -> None:
        fields = type(self).model_fields
        for prefix, needed in NEEDED.items():
            given = any(getattr(self, name) != fields[name].default for name in fields if name.startswith(prefix))
            missing = [names for names in needed if given and not any(getattr(self, name) for name in names)]
            if missing:
                named = ", ".join(" or ".join(PREFIX + name.upper() for name in names) for names in missing)
                raise SettingsError(f"{PREFIX}{prefix.upper()}… is set in part: {named} is missing")

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'academy.db'}"

    @property
    def files(self) -> str:
        """The file store's URL."""
        return self.files_url or f"file://{self.data.resolve() / 'files'}"

    @property
    def address(self) -> str:
        """The platform's address for people."""
        return self.public_url or f"http://{self.bind}:{self.port}"

    @property
    def oidc_secret(self) -> str:
        """The secret that the OpenID provider gave."""
        file = self.oidc_client_secret_file
        return file.read_text().strip() if file is not None else self.oidc_client_secret

    @property
    def lti_course_of(self) -> dict[str, str]:
        """The course's slug for each context of the LTI platform, by its id or label."""
        pairs = (pair.split("=") for pair in listed(self.lti_courses))
        return {context.strip(): slug.strip() for context, slug in pairs}

    @property
    def gradebooks(self) -> Path:
        """The folder with one nbgrader course folder for each course."""
        return self.data.resolve() / "nbgrader"

    @property
    def service_url(self) -> str:
        """Where the proxy and notebook servers reach the academy service."""
        return f"http://{self.gateway}:{self.service_port}"


def listed(text: str) -> tuple[str, ...]:
    """What stands in a setting between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
