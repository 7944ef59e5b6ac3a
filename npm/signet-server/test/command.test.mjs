// The command `signet` of the package.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { binaryPath } from 'signet-server';
import { isRunning, packageFolder, start, temporaryFolder, until } from './machine.mjs';

const command = path.join(packageFolder, 'cli', 'signet.cjs');

test('it has the streams, arguments and exit code of the executable', async (context) => {
  const folder = temporaryFolder(context);
  const [own, direct] = [start(context, folder, [command, 'version']), start(context, folder, ['version'], { program: binaryPath() })];
  assert.deepEqual([await own.ended, own.output], [await direct.ended, direct.output]);
  const wrong = start(context, folder, [command, 'dev', '--secure-port', '70000']);
  assert.deepEqual(await wrong.ended, { code: 78, signal: null });
  assert.match(wrong.errors, /70000 is no port/);
  const child = start(context, folder, [command, 'dev', '--', 'sh', '-c', 'test -f "$KUBECONFIG" && exit 7']);
  assert.deepEqual(await child.ended, { code: 7, signal: null }, child.errors);
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL']) {
  test(`the server ends when the command gets ${signal}`, async (context) => {
    const folder = temporaryFolder(context);
    const run = start(context, folder, [command, 'dev', '-o', 'json']);
    await until(() => run.output.endsWith('}\n') || run.child.exitCode !== null, 'the server reports');
    const { address, kubeconfig } = JSON.parse(run.output);
    const [server] = childrenOf(run.child.pid);
    assert.match(address, /^https:/);
    assert.equal(isRunning(server), true);

    run.child.kill(signal);
    await run.ended;
    await until(() => !isRunning(server), 'the server ends');
    await until(() => !fs.existsSync(path.dirname(kubeconfig)), 'its files are removed');
  });
}

function childrenOf(pid) {
  return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}
