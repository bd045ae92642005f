// Pictures of a made-up session, its papers and its report: node pictures.mjs PROGRAM FOLDER PICTURES

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const [program, folder, pictures] = process.argv.slice(2).map((path) => resolve(path));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const at = (name) => join(folder, name);
const run = (...args) => {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (failure) {
    // 1 says that something is missing, such as sheets of products that are not decided.
    if (failure.status !== 1) throw failure;
    return failure.stdout;
  }
};

const file = at('dot-mau.ocop');
run('demo', file);
const server = spawn(program, ['serve', file, '--self-assessment'], { stdio: ['ignore', 'pipe', 'inherit'] });
const { url } = await new Promise((done) => server.stdout.once('data', (bytes) => done(JSON.parse(String(bytes).split('\n')[0]))));
const links = JSON.parse(run('session', 'links', file, '--json'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--font-render-hinting=none'],
});
const open = async (link, width, height) => {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' });
  const page = await context.newPage();
  await page.goto(link);
  return page;
};
const take = async (page, name) => {
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled', caret: 'hide' });
  console.log(`docs/pictures/${name}.png`);
};

const secretary = await open(links.secretary, 1000, 860);
await take(secretary, 'board');
// A member in the midst of a sheet.
const member = await open(links.members.m3, 390, 720);
await member.goto(`${url}/p/p7`);
await take(member, 'phone');
// A producer who ticks the last box of each criterion but for some.
const producer = await open(`${url}/tu-danh-gia/08`, 390, 720);
const criteria = await producer.$$eval('input[type=radio]', (all) => [...new Set(all.map((one) => one.name))]);
for (const name of criteria.slice(0, -6)) {
  // Behind the boxes stand "none of them" and "not yet".
  await producer.locator(`input[name="${name}"]`).nth(-3).evaluate((box) => { box.checked = true; });
}
await producer.locator('form button').click();
await take(producer, 'self-assessment');

run('session', 'decide', file);
await secretary.setViewportSize({ width: 820, height: 620 });
await secretary.goto(`${url}/product/p1`);
await take(secretary, 'product');
run('session', 'papers', file, '--out', at('van-ban'));
await take(await open(`file://${at('van-ban/bien-ban.html')}`, 820, 760), 'minutes');
run('session', 'export', file, '--out', at('dot-mau.jsonl'));
run('report', at('dot-mau.jsonl'), '--as-of', '2026-12-31', '--html', at('bao-cao.html'));
await take(await open(`file://${at('bao-cao.html')}`, 820, 620), 'report');

await browser.close();
server.kill();
