"""Examples of every visual part: what ``docs/kit.md`` is made of."""
