"""From a scene and settings to the documents of jobs, and the problems that facts show. Pure: no disk, no server."""
