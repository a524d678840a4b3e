"""What was sent from this machine: entries, journal, cleaning, sending again, the log file."""
