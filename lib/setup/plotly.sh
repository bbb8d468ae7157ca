# plotly.js: put once into .workbook, where the kernel and the headless runner find it. Sourced by ./workbook.

readonly plotly_version=4.1.1
readonly plotly_sha256=3b6e15d45dbb7fca5bd2094291e961ddc5472cd887009e6009a56dab668d721f

# Without it charts still show: as their static pictures, and with a network from plotly's own address.
setup_plotly() {
  local target=$state/plotly.min.js folder
  echo "$plotly_sha256  $target" | sha256sum --check --status 2>/dev/null && return 0
  if ! command -v npm >/dev/null; then
    say "no npm: charts will be drawn by plotly.js from the network, or as static pictures"
    return 0
  fi
  folder=$(mktemp -d)
  if (cd "$folder" && npm pack --silent "plotly.js-dist-min@$plotly_version" >/dev/null 2>npm.log && tar -xzf ./*.tgz); then
    if echo "$plotly_sha256  $folder/package/plotly.min.js" | sha256sum --check --status; then
      mkdir -p "$state"
      mv "$folder/package/plotly.min.js" "$target.new"
      mv "$target.new" "$target"
    else
      say "plotly.js-dist-min $plotly_version is not the file expected (sha256 differs); it is not used"
    fi
  else
    say "npm could not fetch plotly.js-dist-min $plotly_version: $(tail -n 1 "$folder/npm.log")"
  fi
  rm -rf "$folder"
}
