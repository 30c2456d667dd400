"""What `make run` does, with two small programs in place of web server and worker; each says its process number."""

import sys

from scripts import processes, serve

# In one piece: both write to the same place.
SAY = "import os, runpy, signal, sys; os.write(1, f'{} is {{os.getpid()}}\\n'.encode()); "
WEB = SAY.format("web") + "runpy.run_module('http.server', run_name='__main__')"
WORKER = SAY.format("worker") + "signal.pause()"

if __name__ == "__main__":
    port = sys.argv[1]
    programs = {
        "web server": [sys.executable, "-c", WEB, port, "--bind", "127.0.0.1"],
        "worker": [sys.executable, "-c", WORKER],
    }
    processes.exit_when_stopped()
    sys.exit(serve.supervise(programs, f"http://127.0.0.1:{port}") or 0)
