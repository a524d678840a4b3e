"""The embedded one-machine farm: it speaks the real server's protocol and runs jobs on this machine."""
