# plotly.js and MathJax: put once into .workbook, where the kernel and the headless runner find them. Sourced by ./workbook.

readonly plotly_version=4.1.1
readonly plotly_sha256=3b6e15d45dbb7fca5bd2094291e961ddc5472cd887009e6009a56dab668d721f
readonly mathjax_version=3.2.2
readonly mathjax_sha256=d4295dc33744836935c1399feece5159577b34c5c8ffb9f1c6324cd82e03a882

# Without them charts still show, as their static pictures or, with a network, by plotly's own address; formulas show as TeX.
setup_scripts() {
  npm_script plotly.js-dist-min $plotly_version package/plotly.min.js $plotly_sha256 plotly.min.js
  npm_script mathjax $mathjax_version package/es5/tex-svg.js $mathjax_sha256 mathjax.min.js
}

# One file of an npm package, if its sha256 is the one expected.
npm_script() {
  local package=$1 version=$2 file=$3 sha256=$4 target=$state/$5 folder
  echo "$sha256  $target" | sha256sum --check --status 2>/dev/null && return 0
  if ! command -v npm >/dev/null; then
    say "no npm, so no $package: pages that need it fall back to the network, or to static pictures and plain TeX"
    return 0
  fi
  folder=$(mktemp -d)
  if (cd "$folder" && npm pack --silent "$package@$version" >/dev/null 2>npm.log && tar -xzf ./*.tgz "$file"); then
    if echo "$sha256  $folder/$file" | sha256sum --check --status; then
      mkdir -p "$state"
      mv "$folder/$file" "$target.new"
      mv "$target.new" "$target"
    else
      say "$package $version is not the file expected (sha256 differs); it is not used"
    fi
  else
    say "npm could not fetch $package $version: $(tail -n 1 "$folder/npm.log")"
  fi
  rm -rf "$folder"
}
