"""The JSON schema of the manifest: ``python -m pipeline.schema`` writes it anew."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.files import complete
from pipeline.manifest import Manifest

PUBLISHED = Path(__file__).with_name("manifest.schema.json")


def schema() -> str:
    """Return the schema of manifests as JSON."""
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(about | Manifest.model_json_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    with complete(PUBLISHED) as part:
        part.write_text(schema(), encoding="utf-8", newline="\n")
