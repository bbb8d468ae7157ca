# Set-up: system packages, provider, native library, build. Sourced by ./workbook.

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup: $*"; exit 1; }

# apt packages by name; without the right to install, says what to type.
apt_install() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || { say "missing: ${missing[*]}"; return 1; }
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then root=(sudo); else
      say "missing: ${missing[*]}"
      say "install them with: sudo apt-get install --no-install-recommends ${missing[*]}"
      return 1
    fi
  fi
  say "installing ${missing[*]}"
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null || true
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "${missing[@]}" >/dev/null
}

# What the sources are now: changes mean building again.
fingerprint() {
  {
    echo "packages=$1 torch=${TORCH_HOME-}"
    dotnet --version
    find lib tests -type d \( -name bin -o -name obj -o -name build -o -name node_modules \) -prune -o \
      -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.cpp' -o -name '*.h' \
      -o -name CMakeLists.txt -o -path '*/setup/*' -o -path '*/Assets/*' \) -print0 | sort -z | xargs -0 sha256sum
    sha256sum Capsules.Notebooks.sln Directory.*.props Directory.*.targets global.json workbook
  } | sha256sum | cut -d' ' -f1
}

# nuget where the feed has the packages the code is written against, in those versions, and this machine can load them; else system.
detect_provider() {
  local probe answer=system
  probe=$(mktemp -d)
  cat >"$probe/probe.csproj" <<'EOF'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <RestorePackagesPath>packages</RestorePackagesPath>
    <WarningsAsErrors>NU1603</WarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="0.107.0" />
    <PackageReference Include="Plotly.NET.CSharp" Version="[0.13.0]" />
    <PackageReference Include="Plotly.NET" Version="[5.1.0]" />
  </ItemGroup>
</Project>
EOF
  if ! timeout 120 dotnet restore "$probe/probe.csproj" -v q >"$probe/log" 2>&1; then
    say "the feed lacks $(grep -oE 'Unable to find package [A-Za-z.]+[A-Za-z]' "$probe/log" | sed 's/.* //' | sort -u | paste -sd ' ') in the version needed, so the system's libtorch and plotly.js are used"
  elif loads "$probe"/packages/torchsharp/*/runtimes/linux-x64/native/libLibTorchSharp.so; then
    answer=nuget
  else
    say "TorchSharp's package needs a newer C++ library than this system's, so the system's libtorch is used"
  fi
  rm -rf "$probe"
  echo $answer
}

# Whether the system has the symbol versions a library asks for; those beside it (libtorch) come with their own package.
loads() { [ -f "$1" ] && ! ldd "$1" 2>&1 | grep -q 'version .* not found'; }

choose_provider() {
  local choice=$1
  if [ -z "$choice" ]; then
    if [ -f $state/provider.props ]; then
      sed -n 's:.*<Packages>\(.*\)</Packages>.*:\1:p' $state/provider.props
      return
    fi
    choice=$(detect_provider)
  fi
  [ "$choice" = nuget ] || [ "$choice" = system ] || fail "--packages is '$choice'; it must be nuget or system"
  mkdir -p $state
  printf '<Project><PropertyGroup><Packages>%s</Packages></PropertyGroup></Project>\n' "$choice" >$state/provider.props
  echo "$choice"
}

# libtorch: $TORCH_HOME, else the system's, else a Python installation's, else apt's.
find_torch() {
  [ -n "${TORCH_HOME-}" ] && { [ -e "$TORCH_HOME/lib/libtorch.so" ] || fail "TORCH_HOME=$TORCH_HOME holds no lib/libtorch.so"; return; }
  ldconfig -p 2>/dev/null | grep 'libtorch\.so' >/dev/null && [ -e /usr/include/torch/csrc/autograd/autograd.h ] && return
  local python home
  for python in python3 /usr/bin/python3; do
    home=$("$python" -c 'import importlib.util as u; print(u.find_spec("torch").submodule_search_locations[0])' 2>/dev/null) || continue
    [ -e "$home/lib/libtorch.so" ] && { export TORCH_HOME=$home; return; }
  done
  apt_install libtorch-dev libopenblas0-pthread || fail "libtorch is missing"
}

build_native() {
  command -v g++ >/dev/null && command -v cmake >/dev/null && command -v make >/dev/null ||
    apt_install g++ cmake make || fail "a C++ compiler and cmake are needed"
  find_torch
  [ -n "${TORCH_HOME-}" ] || apt_install libopenblas0-pthread || say "without libopenblas0-pthread matrix products are 40 times slower"
  say "building lib/native over libtorch in ${TORCH_HOME:-/usr}"
  local log=$state/native.log
  # A build folder made elsewhere (a copied checkout) is of no use here.
  if [ -f lib/native/build/CMakeCache.txt ] && ! grep -qx "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD/lib/native" lib/native/build/CMakeCache.txt; then
    rm -rf lib/native/build
  fi
  { cmake -S lib/native -B lib/native/build -DCMAKE_BUILD_TYPE=Release && cmake --build lib/native/build --parallel "$(nproc)"; } >$log 2>&1 ||
    { tail -n 30 $log >&2; fail "the native library did not build; the whole log is $log"; }
}

setup() {
  local packages="" force=""
  while [ $# -gt 0 ]; do
    case "$1" in
      --packages) [ $# -gt 1 ] || fail "--packages wants nuget or system"; packages=$2; shift 2 ;;
      --packages=*) packages=${1#*=}; shift ;;
      --force) force=1; shift ;;
      *) fail "unknown argument '$1'; setup takes --packages nuget|system and --force" ;;
    esac
  done
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
  mkdir -p $state
  exec 8>$state/lock
  flock 8
  local provider now
  provider=$(choose_provider "$packages")
  now=$(fingerprint "$provider")
  if [ -z "$force" ] && [ "$(cat $state/done 2>/dev/null)" = "$now" ]; then
    flock -u 8
    return 0
  fi
  rm -f $state/done
  say "provider: $provider"
  # Children must not inherit the lock: a compiler that stays for the next build would keep it.
  if [ "$provider" = system ]; then build_native 8>&-; fi
  setup_scripts 8>&-
  say "building the solution"
  dotnet build Capsules.Notebooks.sln --nologo -v quiet "-p:Packages=$provider" >$state/build.log 2>&1 8>&- ||
    { grep -E 'error|Error' $state/build.log | sort -u | head -n 20 >&2; fail "the build failed; the whole log is $state/build.log"; }
  echo "$now" >$state/done
  flock -u 8
  say "ready"
}

# What only the tests need. They skip, with the reason, what is not there.
install_for_tests() {
  [ -f tests/apt-packages.txt ] || return 0
  local packages
  mapfile -t packages < <(grep -v '^#' tests/apt-packages.txt)
  apt_install "${packages[@]}" || say "some tests will be skipped"
}
