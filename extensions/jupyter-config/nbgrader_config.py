"""nbgrader in a notebook server of nbacademy: its exchange is the learning platform, not a shared folder."""

import os

c = get_config()  # noqa: F821

c.ExchangeFactory.exchange = "nbacademy.exchange.Exchange"
c.ExchangeFactory.list = "nbacademy.exchange.ExchangeList"
c.ExchangeFactory.fetch_assignment = "nbacademy.exchange.ExchangeFetchAssignment"
c.ExchangeFactory.submit = "nbacademy.exchange.ExchangeSubmit"
c.ExchangeFactory.fetch_feedback = "nbacademy.exchange.ExchangeFetchFeedback"
c.ExchangeFactory.release_assignment = "nbacademy.exchange.ExchangeReleaseAssignment"
c.ExchangeFactory.release_feedback = "nbacademy.exchange.ExchangeReleaseFeedback"
c.ExchangeFactory.collect = "nbacademy.exchange.ExchangeCollect"

c.Authenticator.plugin_class = "nbacademy.exchange.PlatformAuthPlugin"

# The folder that JupyterLab shows: commands in a terminal, the Assignment List and the Course panel mean the same
# files, <root>/<course>/<assignment>, wherever they are called.
c.Exchange.assignment_dir = os.path.expanduser(os.environ.get("JUPYTERHUB_ROOT_DIR") or "~")
