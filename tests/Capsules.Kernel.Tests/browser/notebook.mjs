// A person at Jupyter Notebook 6: opens a notebook, runs it, moves a slider, interrupts, restarts.
// usage: node notebook.mjs ADDRESS FOLDER_FOR_SCREENSHOTS
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const [address, folder] = process.argv.slice(2);
const limit = 180_000; // a machine that is busy with other tests
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1100, height: 1500 } });
try {
  page.setDefaultTimeout(limit);
  await page.goto(address);
  await ready(page);
  const cells = page.locator('.code_cell');
  const outputOf = n => cells.nth(n).locator('.output');

  // All but the last two: one of those never ends by itself.
  await page.evaluate(() => Jupyter.notebook.execute_cell_range(0, 4));
  await outputOf(3).getByText('all cells ran').waitFor();
  const charts = page.locator('.js-plotly-plot');
  await charts.nth(1).waitFor();
  assert.equal(await charts.count(), 2, 'charts drawn');
  assert.equal(await charts.nth(0).locator('.scatterlayer .trace path.js-line').count(), 2, 'lines of the first chart');
  await page.screenshot({ path: `${folder}/ran.png` });

  const label = charts.nth(1).locator('.slider-label').first();
  const before = await label.textContent();
  const shown = await lines(charts.nth(1));
  const rail = await charts.nth(1).locator('.slider-rail-touch-rect').boundingBox();
  await page.mouse.click(rail.x + rail.width - 4, rail.y + rail.height / 2);
  await page.waitForFunction(([chart, was]) => chart.querySelector('.slider-label').textContent !== was, [await charts.nth(1).elementHandle(), before]);
  assert.notEqual(await lines(charts.nth(1)), shown, 'the slider changes what the chart shows');
  await page.screenshot({ path: `${folder}/slider.png` });

  await run(page, 4);
  await outputOf(4).getByText('running').waitFor();
  await page.locator('button[data-jupyter-action="jupyter-notebook:interrupt-kernel"]').click();
  await outputOf(4).locator('.output_error').waitFor();
  await run(page, 5);
  await outputOf(5).getByText('kept: 42').waitFor();
  await page.screenshot({ path: `${folder}/interrupted.png` });

  await page.evaluate(() => Jupyter.notebook.clear_all_output());
  await page.locator('button[data-jupyter-action="jupyter-notebook:confirm-restart-kernel"]').click();
  await page.locator('.modal-dialog button.btn-danger').click();
  await page.waitForFunction(() => !document.querySelector('.modal-dialog'));
  await ready(page);
  await run(page, 5);
  await outputOf(5).getByText('CS0103').first().waitFor();
  await page.screenshot({ path: `${folder}/restarted.png` });
} catch (error) {
  await page.screenshot({ path: `${folder}/failed.png` });
  throw error;
} finally {
  await browser.close();
}

/** The kernel is connected and has nothing to do. */
async function ready(page) {
  await page.waitForFunction(() => window.Jupyter?.notebook?.kernel?.is_connected() && document.querySelector('.kernel_idle_icon'));
}

async function run(page, n) {
  await page.evaluate(n => Jupyter.notebook.get_cells().filter(c => c.cell_type === 'code')[n].execute(), n);
}

/** The lines a chart shows, as the drawing commands they are. */
async function lines(chart) {
  return (await chart.locator('.scatterlayer path.js-line').evaluateAll(all => all.map(path => path.getAttribute('d')))).join();
}
