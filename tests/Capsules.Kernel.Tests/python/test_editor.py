"""Help while typing: completion and inspection."""

import unittest

from kernel_case import KernelCase


class Editor(KernelCase):
    def test_completion_of_members_statics_and_namespaces(self):
        self.run_ok("var words = new List<string>();")
        for code, expected in (("words.Cou", "Count"), ("Math.Sq", "Sqrt"), ("System.Collections.Gen", "Generic"), ("wor", "words"), ("Console.WriteL", "WriteLine")):
            with self.subTest(code=code):
                reply = self.reply(self.kc.complete(code, len(code)))
                self.assertEqual("ok", reply["status"])
                self.assertIn(expected, reply["matches"])
                self.assertEqual(len(code), reply["cursor_end"])
                self.assertTrue(expected.startswith(code[reply["cursor_start"]:]))

    def test_completion_counts_code_points(self):
        code = 'var s = "\U0001F48A\U0001F48A"; s.Len'
        reply = self.reply(self.kc.complete(code, len(code)))
        self.assertIn("Length", reply["matches"])
        self.assertEqual((len(code) - 3, len(code)), (reply["cursor_start"], reply["cursor_end"]))

    def test_inspect(self):
        reply = self.reply(self.kc.inspect("Console.WriteLine", 12))
        self.assertEqual(("ok", True), (reply["status"], reply["found"]))
        self.assertIn("WriteLine", reply["data"]["text/plain"])
        self.assertFalse(self.reply(self.kc.inspect("", 0))["found"])


if __name__ == "__main__":
    unittest.main()
