# Which provider each package comes from, kept in .workbook/provider.props. Sourced by ./workbook.

# The options of setup, and the build's property behind each; --packages stands for all three packages.
readonly each_package=(torchsharp plotly interactive)
readonly -A property=([packages]=Packages [torchsharp]=TorchSharpFrom [plotly]=PlotlyFrom [interactive]=InteractiveFrom)
# By option: what this call asks for, and what holds.
declare -A asked=() from=()

is_provider() { [ "$1" = nuget ] || [ "$1" = system ]; }

kept() { sed -n "s:.*<${property[$1]}>\([^<]*\)</.*:\1:p" $state/provider.props 2>/dev/null || true; }

# Fills `from` with what is asked for, else what was chosen before; false where nothing was chosen yet.
read_providers() {
  local package
  from[packages]=${asked[packages]-$(kept packages)}
  [ -n "${from[packages]}" ] || return 1
  for package in "${each_package[@]}"; do
    from[$package]=${asked[$package]-}
    # --packages ends what was chosen for one package before.
    [ -n "${from[$package]}${asked[packages]-}" ] || from[$package]=$(kept "$package")
    [ -n "${from[$package]}" ] || from[$package]=${from[packages]}
  done
}

choose_providers() {
  local package text
  if ! read_providers; then
    asked[packages]=$(detect_provider)
    read_providers
  fi
  text="<Project><PropertyGroup><Packages>${from[packages]}</Packages>"
  for package in packages "${each_package[@]}"; do
    is_provider "${from[$package]}" || fail "${property[$package]} in $state/provider.props is '${from[$package]}'; choose with --$package nuget or --$package system"
    [ "${from[$package]}" = "${from[packages]}" ] || text+="<${property[$package]}>${from[$package]}</${property[$package]}>"
  done
  text+="</PropertyGroup></Project>"
  # A newer file would make the build compile everything anew.
  [ "$(cat $state/provider.props 2>/dev/null)" = "$text" ] && return
  echo "$text" >$state/provider.props.new
  mv $state/provider.props.new $state/provider.props
}

# "system", or "system, torchsharp nuget" where one package differs.
provider_text() {
  local package text=${from[packages]}
  for package in "${each_package[@]}"; do
    [ "${from[$package]}" = "${from[packages]}" ] || text+=", $package ${from[$package]}"
  done
  echo "$text"
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
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="[0.107.0]" />
    <PackageReference Include="Plotly.NET.CSharp" Version="[0.13.0]" />
    <PackageReference Include="Plotly.NET" Version="[5.1.0]" />
    <PackageReference Include="Microsoft.DotNet.Interactive" Version="[1.0.0-beta.26120.1]" />
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
