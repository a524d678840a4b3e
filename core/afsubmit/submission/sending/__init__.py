"""What looks at disk and server: checks, the snapshot, delivery, roll-back. No sockets here."""
