"""Running the kb commands on the garden, as a user does."""

import json
from typing import Any

import jsonschema_rs
from click.testing import CliRunner, Result

import cli
from engine.render.workbench.form import output_schemas
from tests.workbench.conftest import GARDEN


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments, env={"ADVISOR_KB": GARDEN})


def told(*arguments: str, exit: int = 0) -> str:
    result = run(*arguments)
    assert result.exit_code == exit, result.output
    return result.stdout


def data(*arguments: str, exit: int = 0) -> Any:
    """The JSON output, which must follow its published schema."""
    found = json.loads(told(*arguments, "--format", "json", exit=exit))
    name = found["schema"].split("/")[1]
    jsonschema_rs.Draft202012Validator(output_schemas()[name]).validate(found)
    return found
