# What this machine has and what is missing. Changes nothing. Sourced by ./workbook.

doctor() {
  local missing=0
  has() { printf '  %-12s %s\n' "$1" "$2"; }
  lacks() { printf '! %-12s %s\n' "$1" "$2"; missing=$((missing + 1)); }

  if command -v dotnet >/dev/null; then has .NET "$(dotnet --version)"; else lacks .NET "the .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"; fi
  has cores "$(nproc), $(awk '/MemAvailable/ {printf "%.0f GiB of memory free", $2 / 1048576}' /proc/meminfo)"
  if command -v nvidia-smi >/dev/null && nvidia-smi -L >/dev/null 2>&1; then has GPU "$(nvidia-smi -L | head -n 1)"; else has GPU "none; notebooks run at quick scale"; fi

  if read_providers; then has provider "$(provider_text) (setup --packages nuget|system changes it)"; else lacks provider "not chosen yet: ./workbook setup"; fi
  if [ "${from[torchsharp]-}" != nuget ]; then
    local tool home=${TORCH_HOME:-/usr}
    for tool in g++ cmake make; do
      if command -v $tool >/dev/null; then has $tool "$($tool --version | head -n 1)"; else lacks $tool "./workbook setup installs it"; fi
    done
    if [ -e "$home/lib/libtorch.so" ] || ldconfig -p | grep 'libtorch\.so' >/dev/null; then has libtorch "in $home"; else lacks libtorch "./workbook setup installs libtorch-dev, or set TORCH_HOME"; fi
    if [ -n "${TORCH_HOME-}" ] || ldconfig -p | grep libopenblas >/dev/null; then has BLAS "fast"; else lacks BLAS "install libopenblas0-pthread: without it matrix products are 40 times slower"; fi
    if [ -f lib/native/build/libcapsules_torch.so ]; then has binding "lib/native/build/libcapsules_torch.so"; else lacks binding "./workbook setup builds it"; fi
  fi
  if [ -f $state/done ]; then has build "done"; else lacks build "./workbook setup"; fi

  if [ -f $state/plotly.min.js ]; then has plotly.js "$state/plotly.min.js"; else
    lacks plotly.js "charts fall back to the network and to static pictures; npm and ./workbook setup --force fetch it"
  fi
  if [ -f $state/mathjax.min.js ]; then has MathJax "$state/mathjax.min.js"; else lacks MathJax "formulas in pages show as TeX; npm and ./workbook setup --force fetch it"; fi

  local data=${CAPSULES_DATA:-data} set found=()
  for set in mnist affnist cifar10 smallnorb sst gpt2 gpt2-large heinsen; do [ -d "$data/$set" ] && found+=("$set"); done
  has data "${found[*]:-none; notebooks generate theirs (./workbook data list)}"
  if [ $missing -eq 0 ]; then echo "nothing is missing"; else echo "$missing missing"; return 1; fi
}
