"""`python -m api.converters`: the command `convert`, where there is no service beside it."""

from api.cli_transfer import convert_calls

convert_calls(prog_name="python -m api.converters")
