// How many threads an operator uses unless told otherwise: one for each physical core this process may run on.
#include <ATen/Parallel.h>

#include <dlfcn.h>
#include <sched.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <utility>

namespace {

int topology(int cpu, const char* what) {
  int value = -1;
  std::ifstream("/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/" + what) >> value;
  return value;
}

int allowed_cores() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 0;
  std::set<std::pair<int, int>> cores;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    auto core = topology(cpu, "core_id");
    cores.emplace(topology(cpu, "physical_package_id"), core < 0 ? cpu : core);
  }
  return static_cast<int>(cores.size());
}

// A container's share of the machine, in cores, rounded up; 0 where there is no limit.
int quota() {
  std::string limit;
  double period = 0;
  std::ifstream("/sys/fs/cgroup/cpu.max") >> limit >> period;
  if (limit.empty() || limit == "max" || period <= 0) return 0;
  return static_cast<int>(std::ceil(std::atof(limit.c_str()) / period));
}

// OpenBLAS starts its threads when it is loaded; started again by its first product, they take over how that treats small numbers.
__attribute__((constructor)) void restart_blas() {
  if (auto stop = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "blas_thread_shutdown_"))) stop();
}

__attribute__((constructor)) void choose_threads() {
  if (std::getenv("OMP_NUM_THREADS") != nullptr) return;
  auto cores = allowed_cores();
  auto share = quota();
  if (share > 0 && share < cores) cores = share;
  if (cores > 0) at::set_num_threads(cores);
}

}  // namespace
