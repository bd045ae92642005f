// Plays a council's day in Chromium against a served session, over plain http at a name that is not
// this machine's, and says what went wrong.
//
//   node day.mjs OCOP FOLDER FILL.PY
//
// 12 products, 9 phones (one with two tabs, one answer lost after it was saved, one without a
// connection for two minutes of the page's clock in the middle), one paper sheet, one returned
// workbook, one absent, one recused, one reopened, one second round. FOLDER takes the session and
// its papers; FILL.PY fills the workbook in.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { check, served, wrong } from './served.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [ocop, folder, filler] = process.argv.slice(2);
const NAME = 'phone.test', MOST_PAGE = 100 * 1024;

const { run, file, server, browser, url, ask } = await served(ocop, folder, {
  serve: ['--self-assessment'], browse: [`--host-resolver-rules=MAP ${NAME} 127.0.0.1`],
});
const port = new URL(url).port;
const base = `http://${NAME}:${port}`;
const links = JSON.parse(run('session', 'links', file, '--base', base, '--json'));
const api = (method, path, body) => ask(links.secretary, method, path, body);

const open = async (link) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => check(false, `script: ${error}`));
  page.on('request', (request) => check(new URL(request.url()).host === `${NAME}:${port}`
    || request.url().startsWith('data:'), `asks for ${request.url()}`));
  await page.goto(link);
  check(!(await page.evaluate(() => isSecureContext)), 'the context is secure');
  return page;
};
const axe = async (page, name) => {
  await page.evaluate(`${AXE}; null`).catch(() => {});
  const policy = await page.evaluate('typeof axe');
  if (policy === 'undefined') return check(false, `${name}: axe does not start`);
  const found = await page.evaluate('axe.run()');
  check(found.passes.length > 5, `${name}: axe has looked at nothing`);
  for (const one of found.violations.filter((one) => ['serious', 'critical'].includes(one.impact))) {
    check(false, `${name}: ${one.id}: ${one.nodes[0].html.slice(0, 120)}`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  check(!wide, `${name}: wider than the screen`);
};
// Ticks, in each criterion, the box of most points or none.
const tick = (page, best, from = 0, to = 1000) => page.evaluate(([best, from, to]) => {
  const all = Array.from(document.querySelectorAll('#sheet fieldset')).slice(from, to);
  for (const one of all) {
    const boxes = Array.from(one.querySelectorAll('input[type=radio]'));
    const points = (box) => Number(box.dataset.p || 0);
    const most = boxes.filter((box) => box.value !== '' && box.value !== '0')
      .reduce((a, b) => (points(b) > points(a) ? b : a));
    (best ? most : boxes.find((box) => box.value === '0')).click();
  }
}, [best, from, to]);
const submit = async (page) => {
  await page.click('button[value=submit]');
  await page.waitForSelector('.say.done', { timeout: 60000 });
};

// A second phone of a member's, on which the first round stays open.
const early = await open(links.members.m2);
await early.goto(`${base}/p/p5`);
const phones = {};
for (let n = 1; n <= 9; n += 1) phones[n] = await open(links.members[`m${n}`]);
await Promise.all(Object.entries(phones).map(async ([key, page]) => {
  const n = Number(key);
  // The eighth gives one product on paper, the ninth six by workbook.
  const last = { 8: 11, 9: 6 }[n] ?? 12;
  for (let product = 1; product <= last; product += 1) {
    await page.goto(`${base}/p/p${product}`);
    if (n === 1 && product === 1) {
      // An open sheet, as axe sees it and on the smallest screen.
      await axe(page, 'an open sheet');
      await page.setViewportSize({ width: 360, height: 640 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      check(!wide, 'an open sheet is wider than 360');
      await page.setViewportSize({ width: 390, height: 844 });
    }
    if (n === 3 && product === 4) {
      await page.click('summary:has-text("Tôi không chấm")');
      await page.fill('#reason', 'người thân của chủ thể');
      await page.click('button[value=recuse]');
      await page.waitForURL(`${base}/`);
      continue;
    }
    if (n === 2 && product === 1) {
      // Two tabs of one browser: one ticks the first half, the other the rest.
      const other = await page.context().newPage();
      await other.goto(`${base}/p/p${product}`);
      await tick(page, true, 0, 10);
      await tick(other, true, 10);
      await page.waitForFunction(() => document.getElementById('saved').textContent === 'Đã lưu');
      await other.waitForFunction(() => document.getElementById('saved').textContent === 'Đã lưu');
      await other.close();
      await page.reload();
    } else if (n === 4 && product === 2) {
      // An answer that was saved and whose 200 is lost.
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*answers*', requestStage: 'Response' }] });
      let lost = 0;
      cdp.on('Fetch.requestPaused', (event) => {
        lost += 1;
        cdp.send(lost === 3 ? 'Fetch.failRequest' : 'Fetch.continueRequest',
          lost === 3 ? { requestId: event.requestId, errorReason: 'ConnectionReset' } : { requestId: event.requestId }).catch(() => {});
      });
      await tick(page, true);
      await page.waitForFunction(() => document.getElementById('saved').textContent === 'Đã lưu', null, { timeout: 60000 });
      check(lost > 3, 'no answer was lost');
      await cdp.send('Fetch.disable');
    } else if (n === 5 && product === 3) {
      // Two minutes without a connection, of the page's clock.
      await page.clock.install();
      await page.reload();
      await tick(page, true, 0, 5);
      await page.context().setOffline(true);
      await tick(page, true, 5);
      await page.clock.runFor(120000);
      const saved = await page.textContent('#saved');
      check(/giữ \d+ lần chấm/.test(saved), `without a connection: ${saved}`);
      await page.context().setOffline(false);
      for (let turn = 0; turn < 60 && (await page.textContent('#saved')) !== 'Đã lưu'; turn += 1) {
        await page.clock.runFor(3000);
        await new Promise((done) => setTimeout(done, 100));
      }
      check((await page.textContent('#saved')) === 'Đã lưu', 'nothing was sent after the connection came back');
      await page.clock.resume();
    } else {
      await tick(page, !(n === 7 && product === 5));
    }
    await submit(page);
  }
}));

// The secretary: a paper sheet, a workbook, an absent member.
const desk = await open(links.secretary);
await desk.setViewportSize({ width: 1280, height: 900 });
await desk.goto(`${base}/p/p12/m8`);
await axe(desk, 'a paper sheet to type in');
await tick(desk, true);
await desk.fill('#original', 'ký ngày 05/08/2026, lưu tại Chi cục');
await desk.check('input[name=second]');
await submit(desk);
run('session', 'workbooks', file, '--out', join(folder, 'so'));
check(readdirSync(join(folder, 'so')).join() === 'm9.xlsx', 'workbooks are only for who has something to score');
execFileSync('python3', [filler, join(folder, 'so', 'm9.xlsx'), 'p12'], { stdio: 'inherit' });
await desk.goto(`${base}/workbooks`);
await desk.setInputFiles('#workbook', join(folder, 'so', 'm9.xlsx'));
await desk.click('button:has-text("Nhận")');
const taken = await desk.textContent('main');
await axe(desk, 'what came of a workbook');
check(/Đã nộp: p7 .*p11 /.test(taken) && /Không đổi gì: p12/.test(taken), `the workbook: ${taken.slice(0, 300)}`);
// The board shows what changes elsewhere, also while it or a link on it has the focus.
await desk.goto(`${base}/`);
const absent = (status, reason) => api('PUT', '/api/sheets/p12/m9/attendance', { status, reason });
const shows = (count) => desk.waitForFunction((count) => document.querySelectorAll('td.absent').length === count, count, { timeout: 15000 })
  .catch(() => check(false, `the board does not show ${count} absent`));
await desk.focus('.scroll');
check((await absent('absent', 'về sớm')).status === 200, 'absent');
await shows(1);
await desk.focus('a[href="/p/p12/m9"]');
await absent('present', '');
await shows(0);
check(await desk.evaluate(() => document.activeElement.getAttribute('href') === '/p/p12/m9'), 'the board takes the focus away');
await absent('absent', 'về sớm');

// Pages as axe sees them, and how heavy a scoring page is.
const phone = phones[1];
for (const path of ['/', '/p/p1', '/p/none', new URL(links.members.m2).pathname, '/tu-danh-gia', '/tu-danh-gia/08']) {
  await phone.goto(base + path);
  await axe(phone, path);
}
for (const path of ['/', '/product/p1', '/p/p12/m9', '/links', '/room', '/list', '/papers', '/workbooks', '/product/none']) {
  await desk.goto(base + path);
  await axe(desk, `secretary ${path}`);
}
const weigh = async (path) => {
  const sizes = await Promise.all([path, '/page.css', '/page.js'].map(async (one) => {
    const answer = await fetch(url + one, { headers: { authorization: `Bearer ${links.members.m1.split('/').pop()}` } });
    check(answer.status === 200, `${one}: ${answer.status}`);
    return (await answer.arrayBuffer()).byteLength;
  }));
  return sizes.reduce((a, b) => a + b);
};
let heaviest = 0;
for (let product = 1; product <= 12; product += 1) heaviest = Math.max(heaviest, await weigh(`/p/p${product}`));
check(heaviest <= MOST_PAGE, `a scoring page weighs ${heaviest} bytes`);

// Reopened, decided, scored again.
await api('POST', '/api/products/p6/m1/reopen', { reason: 'theo đề nghị của người đánh giá' });
await phone.goto(`${base}/p/p6`);
await submit(phone);
for (let product = 1; product <= 12; product += 1) {
  await desk.goto(`${base}/product/p${product}`);
  await desk.click('button:has-text("Tính kết quả")');
}
let board = (await api('GET', '/api/board')).json.products;
check(board.filter((one) => one.state === 'decided').length === 11, 'eleven are decided');
check(board[4].state === 'second-round-due', 'the fifth is scored again');
check((await api('POST', '/api/products/p5/round', { date: '2026-08-06', reason: 'chênh lệch quá 10 điểm' })).status === 200, 'the second round');
// What was opened in the first round says that the second has begun.
await tick(early, true, 0, 1);
await early.waitForFunction(() => document.getElementById('saved').textContent === 'Đã dừng', null, { timeout: 15000 });
check(/đã sang lần chấm 2/.test(await early.textContent('#said')), `round 2 has begun: ${await early.textContent('#said')}`);
for (let n = 1; n <= 8; n += 1) {
  await phones[n].goto(`${base}/p/p5`);
  await tick(phones[n], true);
  await submit(phones[n]);
}
await api('PUT', '/api/sheets/p5/m9/attendance', { status: 'absent', reason: 'vắng lần hai' });
check((await api('POST', '/api/products/p5/decide', {})).status === 200, 'the second round is decided');

for (const path of ['/', '/product/p1', '/product/p5', '/papers']) {
  await desk.goto(base + path);
  await axe(desk, `decided ${path}`);
}

// What was decided is, to the letter, what `evaluate` says of the export.
run('session', 'export', file, '--out', join(folder, 'cases.jsonl'));
const cases = readFileSync(join(folder, 'cases.jsonl'), 'utf8').trim().split('\n');
check(cases.length === 12, `${cases.length} cases`);
board = (await api('GET', '/api/board')).json.products;
for (const [at, text] of cases.entries()) {
  const product = `p${at + 1}`;
  writeFileSync(join(folder, 'case.json'), text);
  const result = JSON.parse(run('evaluate', join(folder, 'case.json'), '--json'));
  const kept = (await api('POST', `/api/products/${product}/decide`, {})).json;
  check(isDeepStrictEqual(result, kept), `${product}: evaluate differs from what was decided`);
  const last = result.stages[result.stages.length - 1];
  check(last.star === board[at].star && last.status === board[at].status, `${product}: ${last.status} ${last.star}`);
  // Source: the day above. One is recused from p4, one absent from p12; the second round of p5 lacks one.
  const counted = { p4: 8, p12: 8, p5: 8 }[product] ?? 9;
  check(last.total.count === counted, `${product}: ${last.total.count} are counted`);
  check(result.stages.length === (product === 'p5' ? 2 : 1), `${product}: rounds`);
}

// Every paper is there, from the command as from the page.
run('session', 'papers', file, '--out', join(folder, 'papers'));
const names = (await api('GET', '/api/papers')).json;
check(isDeepStrictEqual(readdirSync(join(folder, 'papers')).sort(), [...names].sort()), 'papers of the command and of the page');
check(names.every((name) => statSync(join(folder, 'papers', name)).size > 1000), 'an empty paper');
// A paper that is opened from the page looks as its file does, and runs nothing.
const looks = (page) => page.evaluate(() => Array.from(document.querySelectorAll('body, body *:not(style)'), (one) => {
  const style = getComputedStyle(one);
  return [one.tagName, style.page, style.textAlign, style.fontSize, style.fontFamily, style.maxWidth, style.width, style.borderTopStyle, style.marginTop].join(' ');
}));
const beside = await (await browser.newContext({ viewport: desk.viewportSize() })).newPage();
const blocked = (said) => check(!/Content Security Policy/.test(said.text()), `a paper: ${said.text()}`);
desk.on('console', blocked);
for (const name of names.filter((name) => /^(bien-ban|bang-tong-hop-diem|phieu-m1)\.html$/.test(name))) {
  await desk.goto(`${base}/api/papers/${name}`);
  await beside.goto(`file://${join(folder, 'papers', name)}`);
  check(isDeepStrictEqual(await looks(desk), await looks(beside)), `${name} looks otherwise than its file`);
}
desk.off('console', blocked);
await desk.goto(`${base}/api/papers/bien-ban.html`);
const runs = await desk.evaluate(() => {
  document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }));
  document.body.append(Object.assign(document.createElement('style'), { textContent: 'body { display: none }' }));
  return [window.ran, getComputedStyle(document.body).display];
}).catch((error) => [String(error)]);
check(isDeepStrictEqual(runs, [null, 'block']) || isDeepStrictEqual(runs, [undefined, 'block']), `a paper runs or takes what it did not come with: ${JSON.stringify(runs)}`);
console.log(`papers: ${names.join(', ')}`);
check(JSON.parse(run('session', 'check', file, '--json')).problems.length === 0, 'check');
await browser.close();
server.kill('SIGTERM');
const left = await Promise.race([new Promise((done) => server.once('exit', () => done('ended'))), new Promise((done) => setTimeout(() => done('late'), 5000))]);
check(left === 'ended', 'the server ends within 5 seconds');
for (const end of ['-wal', '-shm', '.lock']) check(!existsSync(file + end), `${end} is left`);
console.log(`a day in Chromium: ${wrong} wrong, heaviest scoring page ${heaviest} bytes`);
process.exit(wrong ? 1 : 0);
