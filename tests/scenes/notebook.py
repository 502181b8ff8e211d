"""Run the cells of a notebook, which come as a JSON list, and print what each one shows."""

import json
import sys

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output


def shown(shell: InteractiveShell, cell: str) -> list[dict[str, str]]:
    """Run a cell, which must go well, and return what it shows by type."""
    with capture_output() as captured:
        result = shell.run_cell(cell)
    result.raise_error()
    return [output.data for output in captured.outputs]


if __name__ == "__main__":
    notebook = InteractiveShell.instance()
    json.dump([shown(notebook, cell) for cell in json.load(sys.stdin)], sys.stdout)
