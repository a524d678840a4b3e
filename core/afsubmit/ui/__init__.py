"""What people look at: everything between the engine and a window. Only files named in the rules import Qt."""
