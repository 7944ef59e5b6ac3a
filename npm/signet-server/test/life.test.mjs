// A server never outlives the process that has started it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { startSignet } from 'signet-server';
import { firstReport, isRunning, packageFolder, start, temporaryFolder, untilGone } from './machine.mjs';

const parent = path.join(packageFolder, 'test', 'parent.mjs');

test('two servers share nothing', async () => {
  const [first, second] = await Promise.all([startSignet(), startSignet()]);
  try {
    const account = await first.createAccount('builder');
    const token = await first.issue(account, { audience: 'vault' });

    assert.notEqual(first.url, second.url);
    assert.equal((await first.review(token, { audience: 'vault' })).authenticated, true);
    assert.equal((await second.review(token, { audience: 'vault' })).authenticated, false);
  } finally {
    await Promise.all([first.stop(), second.stop()]);
  }
});

test('stop ends the server, removes its files, and can be repeated', async () => {
  const signet = await startSignet();
  const { pid, kubeconfig, caFile } = signet;
  assert.equal(fs.statSync(kubeconfig).mode & 0o777, 0o600);
  assert.equal(fs.readFileSync(caFile, 'utf8'), signet.ca);

  await Promise.all([signet.stop(), signet.stop()]);

  assert.equal(isRunning(pid), false);
  assert.equal(fs.existsSync(path.dirname(kubeconfig)), false);
  await assert.rejects(signet.createAccount('late'), /The server has ended: it was stopped/);
  await signet.stop();
});

test('Symbol.asyncDispose stops the server', { skip: !Symbol.asyncDispose && 'this Node does not have the symbol' }, async () => {
  const signet = await startSignet();
  await signet[Symbol.asyncDispose]();

  assert.equal(isRunning(signet.pid), false);
});

test('a killed server is reported, and stop removes its files', async () => {
  const signet = await startSignet();
  process.kill(signet.pid, 'SIGKILL');

  await assert.rejects(async () => {
    for (;;) {
      await signet.listKeys();
    }
  }, /The server has ended: it was ended by SIGKILL|ECONNREFUSED|ECONNRESET|socket hang up/);
  await signet.stop();
  assert.equal(fs.existsSync(path.dirname(signet.kubeconfig)), false);
});

test('the server ends when its parent is killed', async (context) => {
  const run = start(context, temporaryFolder(context), [parent, 'stay']);
  const server = await firstReport(run);
  assert.equal(isRunning(server.pid), true);

  run.child.kill('SIGKILL');
  await untilGone(server);
});

for (const [way, code] of [['end', 0], ['exit', 3], ['throw', 1]]) {
  test(`the server ends with a parent that forgets to stop it: ${way}`, async (context) => {
    const run = start(context, temporaryFolder(context), [parent, way]);
    const server = await firstReport(run);

    assert.equal((await run.ended).code, code, run.errors);
    await untilGone(server);
  });
}

test('the server ends when a test runs into its time limit', async (context) => {
  const folder = temporaryFolder(context);
  const report = path.join(folder, 'report.json');
  const words = ['--test', '--test-force-exit', '--test-timeout=5000', path.join(packageFolder, 'test', 'hanging.mjs')];
  const run = start(context, folder, words, { env: { REPORT: report, NODE_TEST_CONTEXT: undefined } });

  assert.equal((await run.ended).code, 1, run.output);
  await untilGone(JSON.parse(fs.readFileSync(report, 'utf8')));
});

test('the server ends with the worker thread that has started it', async () => {
  const script = `
    import { parentPort } from 'node:worker_threads';
    import { startSignet } from ${JSON.stringify(import.meta.resolve('signet-server'))};
    const signet = await startSignet();
    parentPort.postMessage({ pid: signet.pid, kubeconfig: signet.kubeconfig });
    setInterval(() => {}, 60_000);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`));
  const server = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  assert.equal(isRunning(server.pid), true);

  await worker.terminate();
  await untilGone(server);
});

test('a start that fails says why, and leaves nothing', async (context) => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  context.after(() => taken.close());
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address();

  await assert.rejects(startSignet({ port }), (error) => {
    assert.equal(error.name, 'SignetStartError');
    assert.match(error.message, /^signet has not started: its exit code is \d+\. signet: /);
    assert.ok(error.message.includes(String(port)), error.message);
    return true;
  });
});

test('a start can be cancelled', async () => {
  const before = new AbortController();
  before.abort(new Error('not wanted'));
  await assert.rejects(startSignet({ signal: before.signal }), /not wanted/);

  const during = new AbortController();
  const starting = startSignet({ signal: during.signal });
  during.abort(new Error('no longer wanted'));
  await assert.rejects(starting, /no longer wanted/);
});
