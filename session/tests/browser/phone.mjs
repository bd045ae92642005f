// What a scoring page does with ticks that it could not send, in Chromium against a served session, and says what
// went wrong.
//
//   node phone.mjs OCOP FOLDER
//
// Source: session.md, What it promises: "Without a connection an open page keeps ticks and sends them later [...] sends a
// waiting tick again only where the box it was ticked over still stands; else it asks the member."

import { check, served, wrong } from './served.mjs';

const [ocop, folder] = process.argv.slice(2);
const { run, file, server, browser, url, ask } = await served(ocop, folder);
const links = JSON.parse(run('session', 'links', file, '--json'));
const api = (who, method, path, body) => ask(links.members[who] ?? links.secretary, method, path, body);
const sheet = async (who, product) => (await api(who, 'GET', `/api/sheets/${product}`)).json;
// Another browser of the same member.
const elsewhere = async (who, product, code, box) => {
  const { revision } = await sheet(who, product);
  const answer = await api(who, 'PUT', `/api/sheets/${product}/answers/${code}`, { box, revision });
  check(answer.status === 200, `${who} elsewhere: ${answer.status}`);
};

const phone = async (who, product, before) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  if (before) await context.addInitScript(before);
  const page = await context.newPage();
  page.on('pageerror', (error) => check(false, `script: ${error}`));
  await page.goto(links.members[who]);
  await page.goto(`${url}/p/${product}`);
  return page;
};
const tick = (page, code, box) => page.click(`input[name="a.${code}"][value="${box}"]`);
const shows = (page, code) => page.evaluate((code) => Number(document.querySelector(`input[name="a.${code}"]:checked`).value), code);
const saved = (page, words = 'Đã lưu') => page.waitForFunction((words) => document.getElementById('saved').textContent.startsWith(words), words, { timeout: 15000 })
  .catch(async () => check(false, `${words}: ${await page.textContent('#bar')}`));
const asks = (page) => page.waitForSelector('.ask', { timeout: 15000 }).then(() => true, () => false);
const choose = (page, words) => page.click(`.ask button:has-text("${words}")`);
// A tick that was made without a connection over box 1, whose sheet has box 3 by then.
const behind = async (who, product) => {
  const page = await phone(who, product);
  await tick(page, '1.1', 1);
  await saved(page);
  await page.context().setOffline(true);
  await tick(page, '1.1', 2);
  await saved(page, 'Mất kết nối');
  await elsewhere(who, product, '1.1', 3);
  return page;
};
const again = async (page, product) => {
  await page.goto('about:blank');
  await page.context().setOffline(false);
  await page.goto(`${url}/p/${product}`);
};
const is = async (page, who, product, box, name) => {
  await saved(page);
  const [there, here] = [(await sheet(who, product)).answers['1.1'], await shows(page, '1.1')];
  check(there === box && here === box, `${name}: the sheet has ${there}, the page shows ${here}, not ${box}`);
  check(await page.locator('.ask').count() === 0, `${name}: a question is left`);
};

// A browser that is full: ticks are kept on the page and sent.
{
  const page = await phone('m1', 'p1', () => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; });
  await tick(page, '1.1', 2);
  await is(page, 'm1', 'p1', 2, 'full');
  await page.context().setOffline(true);
  await tick(page, '1.1', 1);
  await saved(page, 'Mất kết nối, giữ 1 lần chấm');
  check(await page.isVisible('#keeps'), 'full: nothing says that the page is not to be closed');
  await page.context().setOffline(false);
  await is(page, 'm1', 'p1', 1, 'full, after the connection is back');
  await page.context().close();
}
// A page that is loaded anew sends what it kept where the box still stands, and asks where it does not.
{
  const page = await phone('m2', 'p1');
  await tick(page, '1.1', 1);
  await saved(page);
  await page.context().setOffline(true);
  await tick(page, '1.1', 2);
  await saved(page, 'Mất kết nối');
  await again(page, 'p1');
  await is(page, 'm2', 'p1', 2, 'loaded anew');
  await page.context().close();
}
for (const [who, words, box] of [['m3', 'Giữ ở đây', 2], ['m4', 'Lấy nơi kia', 3]]) {
  const page = await behind(who, 'p1');
  await again(page, 'p1');
  check(await asks(page), 'loaded anew: nobody is asked');
  check((await sheet(who, 'p1')).answers['1.1'] === 3, 'loaded anew: the other box is overwritten before anybody has chosen');
  check(/nơi đó là ô 3, ở đây là ô 2/.test(await page.textContent('.ask')), await page.textContent('.ask'));
  // Loaded once more, it asks once more.
  await page.reload();
  check(await asks(page), 'loaded once more: nobody is asked');
  await choose(page, words);
  await is(page, who, 'p1', box, words);
  await page.context().close();
}
// A tick that was refused, for its member was set absent, is asked about when they are there again.
{
  const page = await phone('m5', 'p1');
  await tick(page, '1.1', 1);
  await saved(page);
  const attendance = (body) => api('secretary', 'PUT', '/api/sheets/p1/m5/attendance', body);
  await attendance({ status: 'absent', reason: 'về sớm' });
  await tick(page, '1.1', 2);
  await saved(page, 'Đã dừng');
  const said = await page.textContent('#said');
  check(said.includes('phiếu: vắng mặt; sản phẩm: đang chấm') && !said.includes('absent'), `closed: ${said}`);
  await attendance({ status: 'present' });
  await elsewhere('m5', 'p1', '1.1', 3);
  await page.reload();
  check(await asks(page), 'present again: nobody is asked');
  await choose(page, 'Giữ ở đây');
  await is(page, 'm5', 'p1', 2, 'present again');
  await page.context().close();
}
// A question that is open: handing in leads to it, and a new tick answers it.
for (const [who, box] of [['m6', 0], ['m7', 3]]) {
  const page = await behind(who, 'p1');
  await page.context().setOffline(false);
  check(await asks(page), 'connected again: nobody is asked');
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.click('button[value=submit]');
  await page.waitForFunction(() => !document.getElementById('said').hidden, null, { timeout: 15000 }).catch(() => check(false, 'handing in says nothing'));
  check(/trả lời câu hỏi/.test(await page.textContent('#said')), `handing in says: ${await page.textContent('#said')}`);
  const focus = await page.evaluate(() => Boolean(document.activeElement.closest('.ask')) && document.activeElement.getBoundingClientRect().top >= 0
    && document.activeElement.getBoundingClientRect().bottom <= innerHeight);
  check(focus, 'handing in does not lead to the question');
  await tick(page, '1.1', box);
  await is(page, who, 'p1', box, `ticked ${box} over a question`);
  await page.reload();
  await is(page, who, 'p1', box, `ticked ${box} over a question, loaded anew`);
  await page.context().close();
}
// Two tabs that tick in turn ask nothing of each other.
{
  const page = await phone('m8', 'p1');
  const other = await page.context().newPage();
  await other.goto(`${url}/p/p1`);
  for (const [tab, box] of [[page, 1], [other, 2], [page, 3], [other, 0]]) {
    await tick(tab, '1.1', box);
    await is(tab, 'm8', 'p1', box, 'two tabs');
  }
  await page.context().close();
}
// A sheet that ends at its own stop asks for nothing after it, and has no total.
{
  let product = 0, stop = '';
  while (!stop && product < 12) stop = (await sheet('m9', `p${product += 1}`)).sheet.stops?.[0] ?? '';
  const page = await phone('m9', `p${product}`);
  await page.selectOption('#stop', stop);
  const codes = await page.evaluate(() => Array.from(document.querySelectorAll('#sheet fieldset')).map((one) => one.id.slice(1)));
  const asked = codes.slice(0, codes.indexOf(stop) + 1);
  for (const code of asked) await tick(page, code, 1);
  await saved(page);
  check(await page.textContent('#done') === `${asked.length}/${asked.length}`, `a stop: ${await page.textContent('#bar')}`);
  check(await page.textContent('#total') === 'không tính', `a stop: ${await page.textContent('#bar')}`);
  await page.click('#next');
  check(/Mọi tiêu chí đã chấm/.test(await page.textContent('#said')), `a stop: ${await page.textContent('#said')}`);
  await page.reload();
  check(await page.textContent('#done') === `${asked.length}/${asked.length}`, `a stop, loaded anew: ${await page.textContent('#bar')}`);
  await page.click('button[value=submit]');
  await page.waitForSelector('.say.done', { timeout: 15000 });
  check((await sheet('m9', `p${product}`)).status === 'submitted', 'a stop: not handed in');
  await page.context().close();
}
// Source: session.md, Rules: "Notes and opinions answer like ticks": what is written is kept from its first letter on,
// and is not told as saved before it is.
const WORDS = 'Sản phẩm có câu chuyện hay, bao bì đẹp';
const opinion = async (who, product, wanted, name) => {
  let there;
  for (let turn = 0; turn < 50 && there !== wanted; turn += 1) {
    there = (await sheet(who, product)).opinion;
    await new Promise((done) => setTimeout(done, 100));
  }
  check(there === wanted, `${name}: the sheet has “${there}”`);
};
const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('ocop:q:')).length);
{
  const page = await phone('m1', 'p2');
  await page.goto(`${url}/`);
  await page.goto(`${url}/p/p2`);
  await page.focus('#opinion');
  await page.keyboard.type(WORDS, { delay: 60 });
  check(await kept(page) === 1, 'what is being written is kept nowhere');
  check(!(await page.textContent('#saved')).startsWith('Đã lưu'), 'what is being written is told as saved');
  await page.goBack();
  await opinion('m1', 'p2', WORDS, 'written, then back');
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('ocop:q:')), null, { timeout: 15000 }).catch(() => check(false, 'written, then back: something is left'));
  await page.context().close();
}
{
  const page = await phone('m2', 'p2');
  await page.focus('#opinion');
  await page.keyboard.type(WORDS);
  await page.close({ runBeforeUnload: true });
  await opinion('m2', 'p2', WORDS, 'written, and the tab closed');
}
// One whose browser keeps nothing, and one without a connection for a moment.
{
  const page = await phone('m3', 'p2', () => { Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('x', 'SecurityError'); } }); });
  await page.focus('#opinion');
  await page.keyboard.type(WORDS);
  await page.goto(`${url}/`);
  await opinion('m3', 'p2', WORDS, 'written in a private window');
  await page.context().close();
}
{
  const page = await phone('m4', 'p2');
  await page.route('**/opinion', (route) => route.abort());
  await page.focus('#opinion');
  await page.keyboard.type('Ngon');
  await saved(page, 'Mất kết nối');
  // What was tried may stand on the sheet or not: what is written on is neither lost nor asked about.
  const { revision } = await sheet('m4', 'p2');
  await api('m4', 'PUT', '/api/sheets/p2/opinion', { text: 'Ngon', revision });
  await page.keyboard.type(', sạch');
  await page.waitForTimeout(1500);
  await page.unroute('**/opinion');
  await opinion('m4', 'p2', 'Ngon, sạch', 'written on after an answer that was lost');
  await saved(page);
  check(await page.locator('.ask').count() === 0, 'written on after an answer that was lost: a question');
  await page.context().close();
}
// Letters typed in parts, as some keyboards have them: the sheet composes them, and that is no change elsewhere.
{
  const page = await phone('m5', 'p2');
  const write = (text) => page.evaluate((text) => {
    const at = document.getElementById('opinion');
    at.value = text;
    at.dispatchEvent(new Event('input', { bubbles: true }));
  }, text.normalize('NFD'));
  await write('Sản phẩm tốt');
  await opinion('m5', 'p2', 'Sản phẩm tốt'.normalize('NFC'), 'letters in parts');
  // Something else changes, so that the page takes the sheet over.
  await elsewhere('m5', 'p2', '1.2', 2);
  await write('Sản phẩm tốt, đề nghị hạng 4');
  await opinion('m5', 'p2', 'Sản phẩm tốt, đề nghị hạng 4'.normalize('NFC'), 'letters in parts, then more');
  await saved(page);
  check(await page.locator('.ask').count() === 0, `letters in parts: ${await page.locator('.ask').allTextContents()}`);
  await page.reload();
  await saved(page);
  check(await page.locator('.ask').count() === 0, 'letters in parts, loaded anew: a question');
  await page.context().close();
}
// Two tabs: what is written in one is not sent by the other before its writer pauses.
{
  const page = await phone('m6', 'p2');
  const other = await page.context().newPage();
  await other.goto(`${url}/p/p2`);
  for (const part of ['Ngon', ', sạch', ', đẹp']) {
    await page.focus('#opinion');
    await page.keyboard.type(part, { delay: 80 });
    await page.waitForTimeout(1400);
  }
  await opinion('m6', 'p2', 'Ngon, sạch, đẹp', 'written beside another tab');
  for (const tab of [page, other]) {
    await saved(tab);
    check(await tab.locator('.ask').count() === 0, 'written beside another tab: a question');
    check(await tab.inputValue('#opinion') === 'Ngon, sạch, đẹp', 'written beside another tab: not shown');
  }
  await page.context().close();
}
// A tick that its page was left with is sent from the list, where its box still stands; the list asks nothing.
{
  const page = await phone('m7', 'p2');
  await page.goto(`${url}/`);
  await page.goto(`${url}/p/p2`);
  await page.route('**/answers/**', (route) => route.abort());
  await tick(page, '1.1', 2);
  await tick(page, '1.2', 1);
  await page.goBack();
  await page.unroute('**/answers/**');
  const row = () => page.textContent('#sheets li:nth-child(2)');
  await page.waitForFunction(() => /\b2\/\d+ · đang chấm/.test(document.querySelector('#sheets li:nth-child(2)').textContent), null, { timeout: 20000 }).catch(async () => check(false, `left with two ticks: ${await row()}`));
  const { answers } = await sheet('m7', 'p2');
  check(answers['1.1'] === 2 && answers['1.2'] === 1 && await kept(page) === 0, `left with two ticks: ${JSON.stringify(answers)}`);
  check(await page.textContent('#waits') === '', `left with two ticks: ${await page.textContent('#waits')}`);
  await page.context().close();
}
{
  const page = await phone('m8', 'p2');
  await page.route('**/answers/**', (route) => route.abort());
  await tick(page, '1.1', 2);
  await saved(page, 'Mất kết nối');
  await elsewhere('m8', 'p2', '1.1', 3);
  await page.goto(`${url}/`);
  await page.unroute('**/answers/**');
  await page.waitForFunction(() => /hãy mở phiếu: Sản phẩm 2/.test(document.getElementById('waits').textContent), null, { timeout: 15000 }).catch(async () => check(false, `changed elsewhere: ${await page.textContent('#waits')}`));
  check((await sheet('m8', 'p2')).answers['1.1'] === 3, 'the list sends over a box that changed');
  await page.goto(`${url}/p/p2`);
  check(await asks(page), 'after the list: nobody is asked');
  await choose(page, 'Giữ ở đây');
  await saved(page);
  check((await sheet('m8', 'p2')).answers['1.1'] === 2, 'after the list: not kept');
  await page.context().close();
}
// A paper sheet that is typed in while its assessor ticks: theirs is not offered to be replaced, for it would not be.
{
  const page = await browser.newPage();
  await page.goto(links.secretary);
  await page.goto(`${url}/p/p3/m9`);
  await tick(page, '1.1', 1);
  await saved(page);
  await elsewhere('m9', 'p3', '1.2', 3);
  await tick(page, '1.2', 1);
  await page.waitForFunction(() => /không ghi đè/.test(document.getElementById('said').textContent), null, { timeout: 15000 }).catch(() => check(false, 'typed over a tick: nothing is said'));
  await saved(page);
  check(await page.locator('.ask').count() === 0, 'typed over a tick: a question that the server has answered');
  check(await shows(page, '1.2') === 3 && (await sheet('m9', 'p3')).answers['1.2'] === 3, 'typed over a tick: not the assessor\'s own');
  // Words are as ticks.
  const { revision } = await sheet('m9', 'p3');
  await api('m9', 'PUT', '/api/sheets/p3/notes/1.2', { text: 'của người chấm', revision });
  await page.evaluate(() => { document.getElementById('said').textContent = ''; });
  await page.locator('[name="n.1.2"]').evaluate((one) => {
    one.value = 'từ bản giấy';
    one.dispatchEvent(new Event('input', { bubbles: true }));
    one.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await page.waitForFunction(() => /không ghi đè/.test(document.getElementById('said').textContent), null, { timeout: 15000 }).catch(() => check(false, 'typed over a note: nothing is said'));
  await saved(page);
  check(await page.locator('.ask').count() === 0, 'typed over a note: a question that the server has answered');
  check(await page.locator('[name="n.1.2"]').inputValue() === 'của người chấm', 'typed over a note: not the assessor\'s own');
  await page.close();
}
check(JSON.parse(run('session', 'check', file, '--json')).problems.length === 0, 'check');
await browser.close();
server.kill('SIGTERM');
console.log(`ticks that wait, in Chromium: ${wrong} wrong`);
process.exit(wrong ? 1 : 0);
