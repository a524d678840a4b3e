"""What a dialog, a terminal, a save hook and a script have in common: requests, attempts, previews, drafts. No Qt."""
