import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { binaryPath, startSignet } from 'signet-server';
import { packageFolder, start, temporaryFolder } from './machine.mjs';

/** Runs startSignet of a copy of this package, beside which no other package is installed. */
async function startCopy(context, optionalDependencies) {
  const folder = temporaryFolder(context);
  const manifest = JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'), 'utf8'));
  for (const each of ['index.cjs', 'lib', 'cli']) {
    fs.cpSync(path.join(packageFolder, each), path.join(folder, 'copy', each), { recursive: true });
  }

  fs.writeFileSync(path.join(folder, 'copy', 'package.json'), JSON.stringify({ ...manifest, optionalDependencies }));
  const script = "require('./copy').startSignet().then(() => process.exit(9), (error) => { process.stdout.write(`${error.name}: ${error.message}`); })";
  const run = start(context, folder, ['-e', script.replace('./copy', path.join(folder, 'copy'))], { env: { SIGNET_BINARY: '' } });
  const { code } = await run.ended;
  const cli = start(context, folder, [path.join(folder, 'copy', 'cli', 'signet.cjs'), 'version'], { env: { SIGNET_BINARY: '' } });
  const { code: cliCode } = await cli.ended;
  assert.deepEqual([code, cliCode], [0, 1], run.errors);
  assert.equal(`SignetStartError: ${cli.errors.trimEnd()}`, run.output);
  return run.output;
}

const platform = `${process.platform}-${process.arch}`;

test('a platform without a package: the error says what to do', async (context) => {
  const message = await startCopy(context, { 'signet-server-plan9-mips': '1.0.0' });

  assert.ok(message.startsWith(`SignetStartError: signet-server has no binary for ${platform}`), message);
  assert.match(message, /\(it has: plan9-mips\).*dotnet tool install --global signet.*SIGNET_BINARY/);
});

test('a package that is not installed: the error says what to do', async (context) => {
  const message = await startCopy(context, { [`signet-server-${platform}`]: '1.0.0' });

  assert.ok(message.startsWith(`SignetStartError: The package signet-server-${platform} with the binary is not installed.`), message);
  assert.match(message, /--omit=optional.*SIGNET_BINARY/);
});

test('a named binary that does not exist is refused', async (context) => {
  const missing = path.join(temporaryFolder(context), 'signet');

  await assert.rejects(startSignet({ binary: missing }), { name: 'SignetStartError', message: new RegExp(`options.binary is ${missing}, which is not a file`) });
  const run = start(context, temporaryFolder(context), [path.join(packageFolder, 'cli', 'signet.cjs')], { env: { SIGNET_BINARY: missing } });
  assert.equal((await run.ended).code, 1);
  assert.match(run.errors, /^SIGNET_BINARY is .*, which is not a file/);
});

test('SIGNET_BINARY and options.binary name the executable', async (context) => {
  const link = path.join(temporaryFolder(context), 'signet');
  fs.writeFileSync(link, `#!/bin/sh\necho started >"$0.log"\nexec "${binaryPath()}" "$@"\n`, { mode: 0o755 });

  const signet = await startSignet({ binary: link });
  await signet.stop();

  assert.equal(fs.readFileSync(`${link}.log`, 'utf8'), 'started\n');
});

for (const [what, script, expected] of [
  ['ends', 'echo it is broken >&2; exit 4', /^signet has not started: its exit code is 4\. it is broken$/],
  ['is killed', 'kill -KILL $$', /^signet has not started: it was ended by SIGKILL\.$/],
  ['says nothing', 'exec sleep 3600', /^signet has not started within 300 ms\.$/],
  ['is another program', 'echo "}"; exec sleep 3600', /is no signet that this package can use: its report is not JSON$/],
]) {
  test(`a program that ${what} is no server`, async (context) => {
    const program = path.join(temporaryFolder(context), 'signet');
    fs.writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });

    await assert.rejects(startSignet({ binary: program, startTimeout: what === 'says nothing' ? 300 : undefined }), { name: 'SignetStartError', message: expected });
  });
}

test('a file that cannot be run is refused', async (context) => {
  const program = path.join(temporaryFolder(context), 'signet');
  fs.writeFileSync(program, 'no program', { mode: 0o644 });

  await assert.rejects(startSignet({ binary: program }), { name: 'SignetStartError', message: /cannot be run: .*EACCES/ });
});
