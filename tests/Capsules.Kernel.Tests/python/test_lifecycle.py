"""Shutdown, restart, and the ways a front end or a kernel can die."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from jupyter_client.manager import KernelManager
from kernel_case import KERNEL, TIMEOUT, KernelCase, alive, gone_within


class Shutdown(KernelCase):
    def test_restart_forgets_and_runs_on(self):
        self.run_ok("var forgotten = 1;")
        before = self.km.provisioner.pid
        self.km.restart_kernel()
        self.kc.wait_for_ready(timeout=120)
        self.assertNotEqual(before, self.km.provisioner.pid)
        self.assertFalse(alive(before))
        self.assertEqual("error", self.run_cell("forgotten")[0]["status"])
        self.assertEqual("3", self.value("1 + 2"))

    def test_shutdown_while_a_cell_runs_ends_what_it_started(self):
        km = KernelManager(kernel_name=KERNEL)
        km.start_kernel()
        kc = km.blocking_client()
        kc.start_channels()
        kc.wait_for_ready(timeout=120)
        pid = km.provisioner.pid
        kc.execute('var child = System.Diagnostics.Process.Start("sleep", "600"); Console.WriteLine(child.Id); while (true) { }')
        while (msg := kc.get_iopub_msg(timeout=TIMEOUT))["msg_type"] != "stream":
            pass
        child = int(msg["content"]["text"])
        self.assertTrue(alive(child))
        kc.shutdown()
        self.assertTrue(gone_within(pid, 5))
        self.assertTrue(gone_within(child, 2))
        kc.stop_channels()
        km.cleanup_resources()

    def test_terminate_ends_it_with_success(self):
        km = KernelManager(kernel_name=KERNEL)
        km.start_kernel()
        kc = km.blocking_client()
        kc.start_channels()
        kc.wait_for_ready(timeout=120)
        os.kill(km.provisioner.pid, signal.SIGTERM)
        self.assertEqual(0, km.provisioner.process.wait(timeout=10))
        kc.stop_channels()
        km.cleanup_resources()


class Deaths(unittest.TestCase):
    FRONT_END = """
import sys, time
from jupyter_client.manager import start_new_kernel
km, kc = start_new_kernel(kernel_name=sys.argv[1], startup_timeout=120)
kc.execute("while (true) { }")
print(km.provisioner.pid, flush=True)
time.sleep(600)
"""

    def test_kill_9_of_the_front_end_leaves_no_kernel(self):
        front = subprocess.Popen([sys.executable, "-c", self.FRONT_END, KERNEL], stdout=subprocess.PIPE, text=True)
        kernel = int(front.stdout.readline())
        self.assertTrue(alive(kernel))
        front.kill()
        front.wait()
        front.stdout.close()
        self.assertTrue(gone_within(kernel, 5))

    def test_a_front_end_that_dies_before_the_kernel_is_ready_leaves_none(self):
        script = "import sys, time; from jupyter_client.manager import KernelManager; km = KernelManager(kernel_name=sys.argv[1]); " \
                 "km.start_kernel(); print(km.provisioner.pid, flush=True); time.sleep(600)"
        front = subprocess.Popen([sys.executable, "-c", script, KERNEL], stdout=subprocess.PIPE, text=True)
        kernel = int(front.stdout.readline())
        front.kill()
        front.wait()
        front.stdout.close()
        self.assertTrue(gone_within(kernel, 5))

    def test_stack_overflow_is_a_death_and_a_restart_mends_it(self):
        km = KernelManager(kernel_name=KERNEL)
        km.start_kernel(stderr=subprocess.DEVNULL)
        kc = km.blocking_client()
        kc.start_channels()
        kc.wait_for_ready(timeout=120)
        try:
            kc.execute("class Endless { Endless inner = new(); }\nnew Endless()")
            end = time.monotonic() + 60
            while km.is_alive() and time.monotonic() < end:
                time.sleep(0.1)
            self.assertFalse(km.is_alive())
            km.restart_kernel(now=True, stderr=subprocess.DEVNULL)
            kc.wait_for_ready(timeout=120)
            msg_id = kc.execute("1 + 2")
            while (reply := kc.get_shell_msg(timeout=TIMEOUT))["parent_header"].get("msg_id") != msg_id:
                pass
            self.assertEqual("ok", reply["content"]["status"])
        finally:
            kc.stop_channels()
            km.shutdown_kernel(now=True)

    def test_a_bad_connection_file_is_an_error_without_the_key(self):
        spec = KernelManager(kernel_name=KERNEL).kernel_spec
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump({"key": "very-secret", "shell_port": 0}, file)
            file.flush()
            ended = subprocess.run([arg.replace("{connection_file}", file.name) for arg in spec.argv], capture_output=True, text=True, timeout=60)
        self.assertEqual(2, ended.returncode)
        self.assertIn("shell_port", ended.stderr)
        self.assertNotIn("very-secret", ended.stdout + ended.stderr)


if __name__ == "__main__":
    unittest.main()
