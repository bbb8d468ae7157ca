// Draws one Plotly figure into the element with the given id, which stands right before this script.
// The page may not have plotly.js yet: the first chart to need it loads it, the others wait for it.
(function (id, figure, networkAddress) {
  "use strict";

  // The same chart may stand on a page twice, under one id: the element beside this script is the right one.
  // Some pages run scripts from the head, where nothing stands beside them.
  var script = document.currentScript;
  var beside = script && script.previousElementSibling;
  var place = beside && beside.id === id ? beside : document.getElementById(id);
  if (!place) return;

  function draw() {
    var config = Object.assign({ responsive: true, displaylogo: false }, figure.config);
    window.Plotly.newPlot(place, figure.data, figure.layout, config).then(function () {
      if (figure.frames && figure.frames.length) window.Plotly.addFrames(place, figure.frames);
    });
  }

  function giveUp() {
    place.textContent = "This chart needs plotly.js, which could not be loaded. Run the cell again, or go online.";
  }

  if (window.Plotly) return draw();
  var waiting = window.capsulesCharts;
  if (waiting) return void waiting.push({ draw: draw, giveUp: giveUp });
  waiting = window.capsulesCharts = [{ draw: draw, giveUp: giveUp }];
  load(addresses());

  // Where plotly.js may be: the kernel's folder on the Jupyter server, the folder of a page opened from disk, the network.
  function addresses() {
    var found = [];
    var base = jupyterBase();
    if (base) found.push(base.replace(/\/?$/, "/") + "kernelspecs/capsules-csharp/plotly.min.js");
    if (location.protocol === "file:") found.push("plotly.min.js");
    return found.concat(networkAddress);
  }

  function jupyterBase() {
    if (document.body && document.body.dataset.baseUrl) return document.body.dataset.baseUrl;
    var settings = document.getElementById("jupyter-config-data");
    try {
      return settings && JSON.parse(settings.textContent).baseUrl;
    } catch (e) {
      return null;
    }
  }

  function load(left) {
    if (!left.length) return finish(false);
    var element = document.createElement("script");
    // With an AMD loader on the page, plotly.js would register with it and set no window.Plotly.
    var define = window.define;
    function done() {
      if (define) window.define = define;
      element.remove();
      if (window.Plotly) finish(true);
      else load(left.slice(1));
    }
    element.onload = element.onerror = done;
    element.src = left[0];
    if (define) window.define = undefined;
    document.head.appendChild(element);
  }

  function finish(loaded) {
    window.capsulesCharts = undefined;
    waiting.forEach(function (chart) {
      if (loaded) chart.draw();
      else chart.giveUp();
    });
  }
})
