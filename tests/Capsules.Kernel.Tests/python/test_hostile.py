"""Hostile and malformed messages by way of libzmq: the kernel stays up and runs nothing of theirs."""

import json
import os
import socket
import unittest

import zmq
from kernel_case import KernelCase


class Hostile(KernelCase):
    def dealer(self, channel="shell"):
        dealer = zmq.Context.instance().socket(zmq.DEALER)
        dealer.linger = 0
        dealer.connect(f"tcp://127.0.0.1:{getattr(self.km, channel + '_port')}")
        self.addCleanup(dealer.close)
        return dealer

    def signed(self, *parts):
        signature = self.kc.session.sign(list(parts))
        return [b"<IDS|MSG>", signature, *parts]

    def parts(self, code="counted++;", **header):
        fields = {"msg_id": os.urandom(8).hex(), "msg_type": "execute_request", "session": "x", "username": "x", "date": "2026-01-01T00:00:00Z", "version": "5.3"}
        fields.update(header)
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        return [json.dumps(p).encode() for p in (fields, {}, {}, content)]

    def test_a_hundred_hostile_messages(self):
        self.run_ok("var counted = 0;")
        dealers = [self.dealer(channel) for channel in ("shell", "control", "stdin")]
        sent = 0
        for dealer in dealers:
            good = self.signed(*self.parts())
            hostile = [good[:n] for n in range(1, len(good))]
            for signature in (b"", b"0" * 64, b"\xff" * 64, good[1][:-1], good[1].upper() + b"0"):
                hostile.append([good[0], signature, *good[2:]])
            for junk in (b"", b"{", b"[]", b"null", b"17", b'"text"', b"\xff\xfe", b"[" * 50_000, b'{"a":1,"a":1}'):
                for at in range(4):
                    broken = self.parts()
                    broken[at] = junk
                    hostile.append(self.signed(*broken))
            for header in (b"{}", b'{"msg_type":"\\ud800","msg_id":"a"}', b'{"msg_type":["execute_request"],"msg_id":"a"}'):
                hostile.append(self.signed(header, *self.parts()[1:]))
            hostile.append([os.urandom(100) for _ in range(50)])
            for message in hostile:
                dealer.send_multipart(message)
                sent += 1
            dealer.send_multipart([b"\0" * (100 << 20)])
            dealer.send_multipart([b"<IDS|MSG>", b"0" * 64, b"\0" * (100 << 20)])
        self.assertGreaterEqual(sent, 100)
        self.assertEqual("0", self.value("counted"))
        self.assertTrue(self.km.is_alive())

    def test_a_raw_dealer_is_answered(self):
        dealer = self.dealer()
        dealer.send_multipart([b"route", *self.signed(*self.parts("1 + 2"))])
        self.assertTrue(dealer.poll(20_000))
        answer = dealer.recv_multipart()
        self.assertEqual(b"route", answer[0])
        self.assertEqual("execute_reply", json.loads(answer[3])["msg_type"])

    def test_a_replayed_message_runs_once(self):
        self.run_ok("var once = 0;")
        dealer = self.dealer()
        message = self.signed(*self.parts("once++;"))
        for _ in range(3):
            dealer.send_multipart(message)
        self.assertTrue(dealer.poll(20_000))
        self.assertEqual("1", self.value("once"))

    def test_garbage_connections(self):
        ports = [self.km.shell_port, self.km.iopub_port, self.km.stdin_port, self.km.control_port, self.km.hb_port]
        for n in range(240):
            with socket.create_connection(("127.0.0.1", ports[n % 5])) as connection:
                try:
                    connection.sendall(os.urandom(n))
                except OSError:
                    pass
        self.assertEqual("3", self.value("1 + 2"))

    def test_the_key_is_not_to_be_had(self):
        key = self.kc.session.key.decode()
        reply, outputs = self.run_cell("throw new Exception(string.Join(' ', Environment.GetCommandLineArgs()));")
        self.assertNotIn(key, str(reply) + str(outputs))


if __name__ == "__main__":
    unittest.main()
