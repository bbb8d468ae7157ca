// Draws the charts of a notebook's page, each from the JSON it holds, with the plotly.js above.
// The same functions make the pictures of `./workbook run --pictures`.
const capsules = {
  async draw(place, figure, config) {
    const layout = { ...figure.layout, paper_bgcolor: 'rgba(255,255,255,0)', plot_bgcolor: 'rgba(255,255,255,0)' };   // the page's own paper
    await Plotly.newPlot(place, figure.data, layout, config);
    if (figure.frames) await Plotly.addFrames(place, figure.frames);
  },

  // A PNG as base64.
  async picture(figure, scale) {
    const place = document.createElement('div');
    document.body.append(place);
    const { width = 700, height = 450 } = figure.layout ?? {};
    await Plotly.newPlot(place, figure.data, { ...figure.layout, width, height }, { staticPlot: true });
    const address = await Plotly.toImage(place, { format: 'png', width, height, scale });
    Plotly.purge(place);
    place.remove();
    return indexedPng(address, scale > 1 ? 1 : 10);
  },
};

for (const place of document.querySelectorAll('.chart')) {
  const figure = JSON.parse(place.querySelector('script').textContent);
  const displayModeBar = matchMedia('(hover: hover)').matches && 'hover';   // under a finger it would cover the title for good
  capsules.draw(place, figure, { responsive: true, displaylogo: false, displayModeBar });
}
