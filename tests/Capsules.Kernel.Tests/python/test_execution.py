"""How cells run: state, options, streaming, input, interrupt."""

import os
import signal
import time
import unittest

from kernel_case import TIMEOUT, Empty, KernelCase, text


class Execution(KernelCase):
    def test_state_passes_from_cell_to_cell(self):
        self.run_ok("int counter = 1; int Next() => ++counter; record Pt(int X);")
        self.assertEqual("2", self.value("Next()"))
        self.assertEqual("7", self.value("new Pt(7).X"))

    def test_silent_cells_run_unseen(self):
        before = self.run_cell("1")[0]["execution_count"]
        reply, outputs = self.run_cell('var quiet = 3; Console.WriteLine("unseen"); quiet', silent=True)
        self.assertEqual(("ok", before), (reply["status"], reply["execution_count"]))
        self.assertEqual([], outputs)
        self.assertEqual("3", self.value("quiet"))

    def test_an_error_aborts_what_waits_behind_it(self):
        ids = [self.kc.execute(code) for code in ("System.Threading.Thread.Sleep(500); throw new Exception();", "1", "2")]
        self.assertEqual(["error", "aborted", "aborted"], [self.reply(i)["status"] for i in ids])
        self.assertEqual("3", self.value("1 + 2"))

    def test_stop_on_error_false_runs_on(self):
        first = self.kc.execute("System.Threading.Thread.Sleep(500); throw new Exception();", stop_on_error=False)
        second = self.kc.execute("1")
        self.assertEqual(["error", "ok"], [self.reply(i)["status"] for i in (first, second)])

    def test_output_streams_before_the_cell_ends(self):
        msg_id = self.kc.execute('Console.WriteLine("early"); System.Threading.Thread.Sleep(3000);')
        began = time.monotonic()
        while (msg := self.kc.get_iopub_msg(timeout=TIMEOUT))["msg_type"] != "stream":
            pass
        self.assertLess(time.monotonic() - began, 2.5)
        with self.assertRaises(Empty):
            self.kc.get_shell_msg(timeout=0.05)
        self.assertEqual("early\n", msg["content"]["text"])
        self.reply(msg_id)

    def test_a_chatty_cell_sends_at_most_twenty_messages_a_second(self):
        code = """for (var i = 0; i < 500; i++) { Console.Write("o"); Console.Error.Write("e"); System.Threading.Thread.Sleep(1); }"""
        began = time.monotonic()
        outputs = self.run_ok(code)
        seconds = time.monotonic() - began
        self.assertEqual(("o" * 500, "e" * 500), (text(outputs), text(outputs, "stderr")))
        self.assertLessEqual(len(outputs), 20 * seconds + 4)

    def test_a_hundred_thousand_lines_arrive_whole(self):
        outputs = self.run_ok("for (var i = 0; i < 100_000; i++) Console.WriteLine(i);")
        self.assertEqual("".join(f"{i}\n" for i in range(100_000)), text(outputs))

    def test_output_from_other_threads_belongs_to_the_cell(self):
        self.assertEqual(4, text(self.run_ok('System.Threading.Tasks.Parallel.For(0, 4, i => Console.WriteLine("t"));')).count("t"))

    def test_late_output_keeps_its_cell(self):
        first = self.kc.execute('var late = System.Threading.Tasks.Task.Run(async () => { await System.Threading.Tasks.Task.Delay(700); Console.WriteLine("late"); });')
        second = self.kc.execute("1")
        self.reply(first)
        self.reply(second)
        while (msg := self.kc.get_iopub_msg(timeout=TIMEOUT))["msg_type"] != "stream":
            pass
        self.assertEqual((first, "late\n"), (msg["parent_header"]["msg_id"], msg["content"]["text"]))

    def test_five_megabytes_come_and_go(self):
        outputs = self.run_ok('var big = "' + "x" * (5 << 20) + '"; Console.Write(big.Length); Console.Error.Write(big);')
        self.assertEqual(str(5 << 20), text(outputs))
        self.assertEqual(5 << 20, len(text(outputs, "stderr")))

    def test_read_line(self):
        msg_id = self.kc.execute('var name = Console.ReadLine(); "hello " + name', allow_stdin=True)
        asked = self.kc.get_stdin_msg(timeout=TIMEOUT)
        self.assertEqual(("input_request", False), (asked["msg_type"], asked["content"]["password"]))
        self.kc.input("Ada")
        self.assertEqual("ok", self.reply(msg_id)["status"])
        result = next(m for m in self.published(msg_id) if m["msg_type"] == "execute_result")
        self.assertEqual("hello Ada", result["content"]["data"]["text/plain"])

    def test_input_is_refused_where_nobody_can_answer(self):
        reply, _ = self.run_cell("Console.ReadLine()", allow_stdin=False)
        self.assertEqual("error", reply["status"])
        self.assertIn("input", reply["evalue"])

    def test_heartbeat_and_control_answer_while_a_cell_blocks_every_pool_thread(self):
        msg_id = self.kc.execute("System.Threading.Tasks.Parallel.For(0, 64, i => System.Threading.Thread.Sleep(200));")
        self.wait_for_busy(msg_id)
        began = time.monotonic()
        msg = self.kc.session.msg("kernel_info_request")
        self.kc.control_channel.send(msg)
        self.assertEqual("ok", self.reply(msg["header"]["msg_id"], "control")["status"])
        self.assertLess(time.monotonic() - began, 1)
        self.assertTrue(self.kc.hb_channel.is_beating())
        self.assertEqual("ok", self.reply(msg_id)["status"])


class Interrupt(KernelCase):
    CELLS = {
        "loop": "while (true) kept++;",
        "sleep": "System.Threading.Thread.Sleep(60_000);",
        "await": "await System.Threading.Tasks.Task.Delay(60_000);",
        "lock": "new System.Threading.ManualResetEvent(false).WaitOne();",
        "parallel": "System.Threading.Tasks.Parallel.For(0, 8, i => { while (true) { kept++; } });",
        "loop after await": "await System.Threading.Tasks.Task.Delay(10); while (true) { kept++; }",
        "read line": "Console.ReadLine()",
    }

    def interrupted(self, code, interrupt):
        self.flush()
        self.run_ok("var kept = 17L; var state = \"kept\";")
        msg_id = self.kc.execute(code, allow_stdin=True)
        self.wait_for_busy(msg_id)
        time.sleep(0.3)
        began = time.monotonic()
        interrupt()
        reply = self.reply(msg_id)
        seconds = time.monotonic() - began
        self.assertEqual("error", reply["status"])
        self.assertIn("nterrupt", reply["ename"] + reply["evalue"])
        self.assertLess(seconds, 2)
        self.assertEqual("kept", self.value("state"))

    def test_by_message(self):
        def interrupt():
            msg = self.kc.session.msg("interrupt_request", {})
            self.kc.control_channel.send(msg)
            self.assertEqual("ok", self.reply(msg["header"]["msg_id"], "control")["status"])

        for name, code in self.CELLS.items():
            with self.subTest(cell=name):
                self.interrupted(code, interrupt)

    def test_by_signal(self):
        for name, code in self.CELLS.items():
            with self.subTest(cell=name):
                self.interrupted(code, lambda: os.kill(self.km.provisioner.pid, signal.SIGINT))

    def test_a_signal_between_cells_harms_none(self):
        os.kill(self.km.provisioner.pid, signal.SIGINT)
        time.sleep(0.2)
        self.assertEqual("3", self.value("1 + 2"))


if __name__ == "__main__":
    unittest.main()
