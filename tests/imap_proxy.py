"""Stands between a client and a server on loopback, and cuts or spoils what they say."""

import contextlib
import socket
import threading


class Proxy:
    """proxy.cut_at = 5 closes the line instead of passing on the fifth command (1 is the first);
    proxy.spoil_at = 5 answers it with `spoiled`, and closes. Counted anew for each connection.
    """

    def __init__(self, port: int) -> None:
        self.behind = port
        self.cut_at = self.spoil_at = 0
        self.spoiled = b""
        self.commands: list[bytes] = []
        self.connections = 0
        self._clients: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Let nobody in any more."""
        # Closing alone would leave the listening thread in accept().
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def cut(self) -> None:
        """Close the lines there are, whatever is under way."""
        for client in self._clients:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """A client sends a command in one piece, and waits for the answer: a piece is a command."""
        self.commands = []
        self.connections += 1
        self._clients.append(client)
        with client, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.behind)) as server:
            threading.Thread(target=self._pass_back, args=(server, client), daemon=True).start()
            while command := client.recv(65536):
                self.commands.append(command)
                if len(self.commands) == self.spoil_at:
                    client.sendall(self.spoiled)
                if len(self.commands) in (self.cut_at, self.spoil_at):
                    break
                server.sendall(command)
            for end in (server, client):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _pass_back(server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while answer := server.recv(65536):
                client.sendall(answer)
            client.shutdown(socket.SHUT_RDWR)
