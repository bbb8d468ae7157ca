# Set-up: system packages, native library, build. Sourced by ./workbook.

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
    echo "packages=$(provider_text) torch=${TORCH_HOME-}"
    dotnet --version
    find lib tests -type d \( -name bin -o -name obj -o -name build -o -name node_modules \) -prune -o \
      -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.cpp' -o -name '*.h' \
      -o -name CMakeLists.txt -o -path '*/setup/*' -o -path '*/Assets/*' \) -print0 | sort -z | xargs -0 sha256sum
    sha256sum Capsules.Notebooks.sln Directory.*.props Directory.*.targets global.json workbook
  } | sha256sum | cut -d' ' -f1
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
  local option force=""
  while [ $# -gt 0 ]; do
    case "$1" in
      --packages | --torchsharp | --plotly | --interactive)
        [ $# -gt 1 ] || fail "$1 wants nuget or system"
        asked[${1#--}]=$2
        shift 2
        ;;
      --packages=* | --torchsharp=* | --plotly=* | --interactive=*) option=${1%%=*}; asked[${option#--}]=${1#*=}; shift ;;
      --force) force=1; shift ;;
      *) fail "unknown argument '$1'; setup takes --packages, --torchsharp, --plotly, --interactive (each nuget|system) and --force" ;;
    esac
  done
  for option in "${!asked[@]}"; do
    is_provider "${asked[$option]}" || fail "--$option is '${asked[$option]}'; it must be nuget or system"
  done
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0"
  mkdir -p $state
  exec 8>$state/lock
  flock 8
  local now
  choose_providers
  now=$(fingerprint)
  if [ -z "$force" ] && [ "$(cat $state/done 2>/dev/null)" = "$now" ]; then
    flock -u 8
    return 0
  fi
  rm -f $state/done
  say "provider: $(provider_text)"
  # Children must not inherit the lock: a compiler that stays for the next build would keep it.
  if [ "${from[torchsharp]}" = system ]; then build_native 8>&-; fi
  setup_scripts 8>&-
  say "building the solution"
  dotnet build Capsules.Notebooks.sln --nologo -v quiet >$state/build.log 2>&1 8>&- ||
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
