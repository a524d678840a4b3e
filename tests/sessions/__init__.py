"""What the sessions of noxfile.py are made of: finding interpreters, saying what did not run, trying the archives."""
