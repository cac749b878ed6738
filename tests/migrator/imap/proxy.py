"""A TCP proxy on loopback that goes wrong where it is told to: after so many bytes, or in place of an
answer."""
import contextlib
import selectors
import socket
import struct
import threading
import time

HOST = "127.0.0.1"
ROOM = 1 << 16
ABORT = struct.pack("ii", 1, 0)  # SO_LINGER: a close that is a reset
UP, DOWN = "up", "down"          # to the server, to the client


class Proxy:
    """Passes connections on to `port`, until it goes wrong, `times` times:

    cut=(UP or DOWN, n)  once n bytes, counted over all connections, have gone that way (the next time is
                         counted from there)
    swallow=BYTES        when the server says these: it is not passed on, nor what comes later; `spare` of
                         them are passed on first

    Then `then()` is called (None: nothing), and all connections are ended, with a reset or, without
    `reset`, in good order. `refuse`: new ones are ended at once from then on. `delay`: so many seconds
    pass before each portion is passed on."""

    def __init__(self, port, cut=None, swallow=None, spare=0, times=1, reset=True, then=None, refuse=False,
                 delay=0):
        self.to, self.cut, self.swallow, self.reset = port, cut, swallow, reset
        self.then, self.refuse, self.delay, self.left = then, refuse, delay, times
        self.spare = spare
        self.passed = {UP: 0, DOWN: 0}
        self.fired = 0
        self.ends = threading.Event()
        self.pairs, self.tails = {}, {}
        self.selector = selectors.DefaultSelector()
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.thread = threading.Thread(target=self.work, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.ends.set()
        self.thread.join(5)
        self.end_all(reset=True)
        self.listener.close()
        self.selector.close()

    def work(self):
        """One thread for all connections."""
        while not self.ends.is_set():
            for key, _ in self.selector.select(0.05):
                if key.fileobj is self.listener:
                    self.meet()
                elif key.fileobj in self.pairs:
                    self.carry(key.fileobj)

    def meet(self):
        """A new connection."""
        client, _ = self.listener.accept()
        server = None
        if not (self.refuse and self.fired):
            with contextlib.suppress(OSError):
                server = socket.create_connection((HOST, self.to), 5)
        if not server:
            self.close(client, reset=True)
            return
        for one, other, way in ((client, server, UP), (server, client, DOWN)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            one.settimeout(5)
            self.pairs[one] = (other, way)
            self.selector.register(one, selectors.EVENT_READ)

    def carry(self, one):
        """What has come in, as far as it is to go."""
        other, way = self.pairs[one]
        try:
            data = one.recv(ROOM)
        except OSError:
            data = b""
        if not data:
            self.end(one, reset=False)
            return
        if self.delay:
            time.sleep(self.delay)
        keep, wrong = self.judge(one, way, data)
        self.passed[way] += keep
        try:
            other.sendall(data[:keep])
        except OSError:
            self.end(one, reset=False)
        if wrong:
            self.go_wrong()

    def judge(self, one, way, data):
        """How much is passed on, and whether it goes wrong then."""
        if self.left > 0 and self.cut and self.cut[0] == way:
            room = self.cut[1] - self.passed[way]
            if room <= len(data):
                return max(room, 0), True
        if self.left > 0 and self.swallow and way == DOWN:
            seen = self.tails.get(one, b"") + data
            if self.swallow in seen:
                if self.spare <= 0:
                    return 0, True
                self.spare -= 1
                self.tails[one] = b""
            else:
                self.tails[one] = seen[-len(self.swallow):]
        return len(data), False

    def go_wrong(self):
        """What it is there for."""
        self.left -= 1
        self.fired += 1
        self.passed = {UP: 0, DOWN: 0}  # the next time is counted anew
        if self.then:
            self.then()
        self.end_all(self.reset)

    def end_all(self, reset):
        """All connections."""
        for one in list(self.pairs):
            self.end(one, reset)

    def end(self, one, reset):
        """A connection, at both its ends."""
        if one not in self.pairs:
            return
        other, _ = self.pairs.pop(one)
        self.pairs.pop(other, None)
        for each in (one, other):
            self.tails.pop(each, None)
            self.selector.unregister(each)
            self.close(each, reset)

    def close(self, one, reset):
        """One end."""
        with contextlib.suppress(OSError):
            if reset:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
        one.close()
