// A person at Jupyter Notebook 6: opens a notebook, runs it, interrupts, restarts.
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
