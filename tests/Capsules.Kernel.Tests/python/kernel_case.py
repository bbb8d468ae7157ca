"""What the protocol tests share: a kernel started as a front end starts it, and short ways to talk to it."""

import atexit
import signal
import time
import unittest
from queue import Empty

from jupyter_client.manager import start_new_kernel

KERNEL = "capsules-csharp"
TIMEOUT = 60


class KernelCase(unittest.TestCase):
    """One kernel for all tests of the process."""

    @classmethod
    def setUpClass(cls):
        if not hasattr(KernelCase, "km"):
            # A front end in the background ignores SIGINT, and its children inherit this.
            handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
            KernelCase.km, KernelCase.kc = start_new_kernel(kernel_name=KERNEL, startup_timeout=120)
            signal.signal(signal.SIGINT, handler)
            atexit.register(KernelCase.end)

    @staticmethod
    def end():
        KernelCase.kc.stop_channels()
        KernelCase.km.shutdown_kernel(now=True)

    def setUp(self):
        self.flush()

    def flush(self):
        for get in (self.kc.get_shell_msg, self.kc.get_iopub_msg, self.kc.get_stdin_msg):
            try:
                while True:
                    get(timeout=0.01)
            except Empty:
                pass

    def reply(self, msg_id, channel="shell"):
        """The reply to a request, checked for what every reply has."""
        get = self.kc.get_shell_msg if channel == "shell" else self.kc.get_control_msg
        while True:
            msg = get(timeout=TIMEOUT)
            if msg["parent_header"].get("msg_id") == msg_id:
                for part in ("msg_id", "username", "session", "date", "msg_type", "version"):
                    self.assertIn(part, msg["header"])
                return msg["content"]

    def published(self, msg_id, timeout=TIMEOUT):
        """What a request published, from busy to idle, both checked and left out."""
        messages = []
        while True:
            msg = self.kc.get_iopub_msg(timeout=timeout)
            if msg["parent_header"].get("msg_id") != msg_id:
                continue
            messages.append(msg)
            if msg["msg_type"] == "status" and msg["content"]["execution_state"] == "idle":
                self.assertEqual("busy", messages[0]["content"].get("execution_state"))
                return messages[1:-1]

    def run_cell(self, code, **options):
        """Runs a cell: its reply, and its outputs without the echo of the input."""
        msg_id = self.kc.execute(code, **options)
        reply = self.reply(msg_id)
        return reply, [m for m in self.published(msg_id) if m["msg_type"] != "execute_input"]

    def run_ok(self, code, **options):
        reply, outputs = self.run_cell(code, **options)
        self.assertEqual("ok", reply["status"], reply)
        return outputs

    def value(self, code):
        """The plain text of a cell's value."""
        results = [m for m in self.run_ok(code) if m["msg_type"] == "execute_result"]
        self.assertEqual(1, len(results), code)
        return results[0]["content"]["data"]["text/plain"]

    def wait_for_busy(self, msg_id):
        while True:
            msg = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if msg["parent_header"].get("msg_id") == msg_id and msg["msg_type"] == "execute_input":
                return


def text(messages, name="stdout"):
    """All text of one stream."""
    return "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream" and m["content"]["name"] == name)


def alive(pid):
    """Whether a process is there and no zombie."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone_within(pid, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


__all__ = ["Empty", "KERNEL", "KernelCase", "TIMEOUT", "alive", "gone_within", "text"]
