"""Three hundred cells in one session: bounded memory, and the last hundred hardly slower than the first."""

import statistics
import time
import unittest

from kernel_case import KernelCase


class Load(KernelCase):
    def resident_megabytes(self):
        with open(f"/proc/{self.km.provisioner.pid}/status") as status:
            line = next(line for line in status if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def test_three_hundred_cells(self):
        self.run_ok("var total = 0; var table = new Dictionary<string, int>();")
        seconds = []
        for n in range(300):
            code = (f"var v{n} = {n}; total += v{n};", f'int F{n}(int x) => x + {n}; table["k{n}"] = F{n}(1);', f"record R{n}(int A); new R{n}({n}).A")[n % 3]
            began = time.monotonic()
            self.run_ok(code)
            seconds.append(time.monotonic() - began)
        first, last = statistics.median(seconds[:100]), statistics.median(seconds[200:])
        memory = self.resident_megabytes()
        print(f"first hundred {first * 1000:.0f} ms, last hundred {last * 1000:.0f} ms, {memory:.0f} MB")
        self.assertEqual(str(sum(range(0, 300, 3))), self.value("total"))
        self.assertLessEqual(memory, 600)
        self.assertLessEqual(last, 3 * first)


if __name__ == "__main__":
    unittest.main()
