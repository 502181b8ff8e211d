"""The visual vocabulary that every scene shares."""
