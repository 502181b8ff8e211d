"""What a new scene and its test begin as."""
