"""What a farm does at this moment, as typed snapshots made off the main thread. No Qt."""
