"""Every message type, as the public suite jupyter_kernel_test asks for them."""

import re
import unittest

from kernel_case import KernelCase, text

MIME = re.compile(r"^[\w\-+.]+/[\w\-+.]+$")


class Messages(KernelCase):
    def test_kernel_info(self):
        info = self.reply(self.kc.kernel_info())
        self.assertEqual("ok", info["status"])
        self.assertRegex(info["protocol_version"], r"^5\.[34]$")
        self.assertEqual(("C#", ".cs"), (info["language_info"]["name"], info["language_info"]["file_extension"]))
        for field in ("implementation", "implementation_version", "banner"):
            self.assertTrue(info[field])

    def test_stdout_is_the_first_output_and_whole(self):
        outputs = self.run_ok('Console.WriteLine("hello, world");')
        self.assertEqual(["stream"], [m["msg_type"] for m in outputs])
        self.assertEqual("hello, world\n", text(outputs))

    def test_stderr(self):
        self.assertEqual("test\n", text(self.run_ok('Console.Error.WriteLine("test");'), "stderr"))

    def test_execute_result(self):
        for code, expected in (("1 + 2", "3"), ('"a" + "b"', "ab"), ("6 * 7", "42")):
            self.assertEqual(expected, self.value(code))

    def test_input_is_echoed_with_its_count(self):
        msg_id = self.kc.execute("var echoed = 1;")
        count = self.reply(msg_id)["execution_count"]
        echo = [m["content"] for m in self.published(msg_id) if m["msg_type"] == "execute_input"]
        self.assertEqual([{"code": "var echoed = 1;", "execution_count": count}], echo)

    def test_error(self):
        reply, outputs = self.run_cell('throw new InvalidOperationException("no such luck");')
        self.assertEqual("error", reply["status"])
        self.assertEqual(["error"], [m["msg_type"] for m in outputs])
        for content in (reply, outputs[0]["content"]):
            self.assertIn("InvalidOperationException", content["ename"])
            self.assertIn("no such luck", content["evalue"])
            self.assertTrue(all(isinstance(line, str) for line in content["traceback"]))

    def test_a_compile_error_has_line_and_column_and_leaves_the_state(self):
        self.run_ok("var kept = 5;")
        reply, _ = self.run_cell('var fine = 1;\nint wrong = "a";')
        self.assertRegex("\n".join(reply["traceback"]), r"\(2,13\)")
        self.assertEqual("5", self.value("kept"))

    def test_display_data_has_mime_types(self):
        outputs = self.run_ok('display(HTML("<b>bold</b>"));')
        shown = [m["content"] for m in outputs if m["msg_type"] == "display_data"]
        self.assertEqual(1, len(shown))
        self.assertIn("<b>bold</b>", shown[0]["data"]["text/html"])
        self.assertTrue(all(MIME.match(mime) for mime in shown[0]["data"]))

    def test_update_display_data_names_its_display(self):
        outputs = self.run_ok('var shown = display("first"); shown.Update("second");')
        first = next(m["content"] for m in outputs if m["msg_type"] == "display_data")
        second = next(m["content"] for m in outputs if m["msg_type"] == "update_display_data")
        self.assertEqual(first["transient"]["display_id"], second["transient"]["display_id"])
        self.assertIn("second", str(second["data"]))

    def test_clear_output(self):
        outputs = self.run_ok("Console.Clear();")
        self.assertIn("clear_output", [m["msg_type"] for m in outputs])

    def test_is_complete_three_ways(self):
        for code, status in (("1 + 2", "complete"), ("int F() { return 1; }", "complete"), ("for (var i = 0; i < 3; i++) {", "incomplete"),
                             ("int x = (1 +", "incomplete"), ("}", "invalid"), ("int 1x = ;", "invalid")):
            with self.subTest(code=code):
                self.assertEqual(status, self.reply(self.kc.is_complete(code))["status"])

    def test_there_are_no_comms_and_no_history_is_kept(self):
        self.assertEqual({}, self.reply(self.kc.comm_info())["comms"])
        self.run_ok("1 + 2")
        self.assertEqual([], self.reply(self.kc.history(hist_access_type="tail", n=3))["history"])

    def test_json_mime_is_an_object(self):
        outputs = self.run_ok('display(System.Text.Json.JsonDocument.Parse("{\\"a\\":[1]}").RootElement, "application/json");')
        shown = next(m["content"]["data"] for m in outputs if m["msg_type"] == "display_data")
        self.assertEqual({"a": [1]}, shown["application/json"])


if __name__ == "__main__":
    unittest.main()
