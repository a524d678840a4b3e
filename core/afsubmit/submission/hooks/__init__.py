"""A studio's and a user's own code around a submission."""
