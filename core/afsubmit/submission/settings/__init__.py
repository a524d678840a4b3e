"""What can be asked for: the schema of settings, their values, layers, presets and files."""
