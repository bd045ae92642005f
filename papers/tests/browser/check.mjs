// Opens pages in Chromium as a screen, a telephone and a printer see them, and says what is wrong.
//
//   node check.mjs OUT PAGE.html…
//
// OUT takes a picture of each page at each width, and its print.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// A4 at 96 dots an inch, a telephone, and the width between the margins of the print, upright and across.
const A4 = 794, PHONE = 390, PRINT = 661, ACROSS = 952;
const [out, ...pages] = process.argv.slice(2);
let wrong = 0;

function complain(page, text) {
  wrong += 1;
  console.error(`${page}: ${text}`);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

for (const path of pages) {
  const name = basename(path, '.html');
  const context = await browser.newContext({ viewport: { width: A4, height: 1123 } });
  const page = await context.newPage();
  // A page needs nothing but itself.
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complain(name, `asks for ${request.url()}`);
  });
  await page.goto(`file://${resolve(path)}`);
  if (await page.locator('script').count() > 0) complain(name, 'holds a script');

  const overflow = async (where) => {
    const found = await page.evaluate(() => {
      const root = document.documentElement;
      const over = [...document.querySelectorAll('body *')]
        .filter((e) => !e.closest('.scroll') && e.getBoundingClientRect().right > root.clientWidth + 1)
        .map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''}`);
      return { wide: root.scrollWidth, room: root.clientWidth, over };
    });
    if (found.wide > found.room || found.over.length > 0) {
      complain(name, `${where}: ${found.wide} px in ${found.room}: ${found.over.slice(0, 5)}`);
    }
  };

  for (const width of [A4, PHONE]) {
    await page.setViewportSize({ width, height: 1123 });
    await overflow(`${width} px`);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run(document));
    for (const { id, impact, help, nodes } of violations) {
      const line = `${width} px: ${impact} ${id}: ${help}: ${nodes[0].html.slice(0, 200)}`;
      if (['serious', 'critical'].includes(impact)) complain(name, line);
      else console.error(`${name}: (not counted) ${line}`);
    }
    await page.screenshot({ path: join(out, `${name}-${width}.png`), fullPage: true });
  }

  // What is wider than the paper would be shrunk, so tables count too.
  const across = readFileSync(path, 'utf8').includes('paper1{size:A4 landscape');
  await page.setViewportSize({ width: across ? ACROSS : PRINT, height: 1123 });
  await page.emulateMedia({ media: 'print' });
  const wide = await page.evaluate(() => [...document.querySelectorAll('body *')]
    .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((e) => `${e.tagName.toLowerCase()} ${e.textContent.slice(0, 40)}`));
  if (wide.length > 0) complain(name, `wider than the paper: ${wide.slice(0, 3).join(' | ')}`);
  const print = join(out, `${name}.pdf`);
  await page.pdf({ path: print, preferCSSPageSize: true });

  // Every row gets a mark at its top and one at its bottom, every head one: a row is whole when its
  // marks come out on one page, and a head is repeated when it stands on every page of its rows.
  const rows = await page.evaluate(() => {
    const style = document.createElement('style');
    style.textContent = 'tr > :first-child { position: relative }'
      + '.qa { position: absolute; left: 0; font: 3px/1 monospace; white-space: nowrap }';
    document.head.append(style);
    let count = 0;
    [...document.querySelectorAll('table')].forEach((table, t) => {
      for (const row of table.querySelectorAll('tr')) {
        const head = row.parentElement.tagName === 'THEAD';
        const r = head ? 'h' : count++;
        for (const edge of ['top', 'bottom']) {
          const mark = document.createElement('span');
          mark.className = 'qa';
          mark.style[edge] = '0';
          mark.textContent = `qa${t}r${r}${edge[0]}q`;
          row.firstElementChild.append(mark);
        }
      }
    });
    return count;
  });
  const marked = join(out, `${name}-marked.pdf`);
  await page.pdf({ path: marked, preferCSSPageSize: true });
  const texts = execFileSync('pdftotext', [marked, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1);
  const tops = new Map(), bottoms = new Map(), heads = new Set();
  texts.forEach((text, sheet) => {
    for (const [, table, row, edge] of text.matchAll(/qa(\d+)r(h|\d+)([tb])q/g)) {
      if (row === 'h') heads.add(`${table}/${sheet}`);
      else (edge === 't' ? tops : bottoms).set(row, `${table}/${sheet}`);
    }
  });
  if (tops.size !== rows) complain(name, `${tops.size} of ${rows} rows are printed`);
  for (const [row, at] of tops) {
    if (bottoms.get(row) !== at) complain(name, `row ${row} is cut: ${at}, ${bottoms.get(row)}`);
  }
  for (const at of new Set(tops.values())) {
    if (!heads.has(at)) complain(name, `table/page ${at} has rows without its head`);
  }
  console.log(`${name}: ${rows} rows on ${texts.length} pages of A4`);
  await context.close();
}
await browser.close();
process.exit(wrong === 0 ? 0 : 1);
