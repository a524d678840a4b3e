"""For scripts that `import afnetwork`: sends one request to the configured farm.

Different from the reference (CGRU 3.4.1), where that is wrong: a request that the server would die of is not sent;
every wait has an end; a server that closes without an answer gives (False, None) where the reference says (True, None);
the length is counted in bytes; messages go to standard error.
"""

from __future__ import annotations

import json
import socket
from typing import Any

from afsubmit.api import transport
from afsubmit.api.printing import say


def genHeader(i_data_size: int) -> bytearray:
    """What stands in front of a request of so many bytes."""
    return bytearray(f"AFANASY {i_data_size} JSON".encode())


def sendServer(i_data: str, i_verbose: bool = False, i_without_answer: bool = False) -> tuple[bool, Any]:
    """Send a JSON text.

    Returns:
        (True, the answer) or (True, None) when none is expected; (False, None) when it could not be sent or no answer
        came, with the reason on standard error.
    """
    try:
        root = json.loads(i_data)
    except (TypeError, ValueError, RecursionError) as error:
        say(f"Error: afnetwork.sendServer: this is not JSON: {error}")
        return False, None
    return transport.exchange(root, verbose=i_verbose, is_silent=i_without_answer)


def disconnectSocket(i_sd: socket.socket) -> None:
    """Close a connection."""
    i_sd.close()
