// A session of nine members and twelve products that is served, and a Chromium beside it, for the programs that play
// with both.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

// How often something was not as it should be.
export let wrong = 0;
export function check(holds, text) {
  if (holds) return;
  wrong += 1;
  console.error(`wrong: ${text}`);
}

// `serve` and `browse` are more arguments of the server and of Chromium. FOLDER takes the session, which is new.
export async function served(ocop, folder, { serve = [], browse = [] } = {}) {
  const run = (...args) => execFileSync(ocop, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'dot-1.ocop');
  const role = (n) => (n === 1 ? 'chair' : n === 2 ? 'vice-chair' : 'member');
  const list = {
    format: 1, title: 'Đợt 1 năm 2026', level: 'province', date: '2026-08-05',
    council: { appointed: 9, rules: 'default' },
    members: [...Array(9).keys()].map((n) => ({ id: `m${n + 1}`, name: `Thành viên ${n + 1}`, role: role(n + 1) })),
    products: [...Array(12).keys()].map((n) => ({
      id: `p${n + 1}`, product: { name: `Sản phẩm ${n + 1}` }, set: String(n + 1).padStart(2, '0'),
      application: { kind: 'first', filed: '2026-07-01' },
    })),
  };
  writeFileSync(join(folder, 'list.json'), JSON.stringify(list));
  run('session', 'new', file, '--from', join(folder, 'list.json'));

  const server = spawn(ocop, ['serve', file, ...serve], { stdio: ['ignore', 'pipe', 'inherit'] });
  // Whatever goes wrong ends the server and the browser with this program.
  let browser;
  const fail = (error) => {
    console.error(error);
    server.kill('SIGKILL');
    Promise.resolve(browser?.close()).finally(() => process.exit(1));
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  const first = await new Promise((done) => server.stdout.once('data', (bytes) => done(JSON.parse(String(bytes).split('\n')[0]))));
  // A request by whose link it is.
  const ask = async (link, method, path, body) => {
    const answer = await fetch(first.url + path, {
      method, headers: { authorization: `Bearer ${link.split('/').pop()}`, 'content-type': 'application/json', connection: 'close' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: answer.status, json: await answer.json().catch(() => null) };
  };
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', ...browse],
  });
  return { run, file, server, browser, url: first.url, ask };
}
