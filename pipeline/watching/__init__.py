"""A page that shows a scene while it is edited: what is saved is drawn at once."""
