// What the tests share: processes and folders of their own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const LIMIT = 60_000;

export const packageFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** A folder that is removed at the end of a test. */
export function temporaryFolder(test) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'signet-server-test-'));
  test.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Waits for a condition. */
export async function until(condition, what) {
  const end = performance.now() + LIMIT;
  while (!(await condition())) {
    if (performance.now() > end) {
      throw new Error(`not within ${LIMIT} ms: ${what}`);
    }

    await pause(20);
  }
}

/** Whether a process runs. One that has ended and whose parent has not read its exit code (a zombie) does not. */
export function isRunning(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] !== 'Z';
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') {
      return false;
    }

    throw error;
  }
}

/** Starts Node with a script in this folder, or another program. It gets a folder for temporary files, and is ended with the test. */
export function start(test, temporary, words, { program = process.execPath, env = {} } = {}) {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env, TMPDIR: temporary } });
  const run = { child, output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (run.output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (run.errors += text));
  run.ended = new Promise((resolve, reject) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', reject);
  });
  test.after(() => child.kill('SIGKILL'));
  return run;
}

/** Waits for the first line of JSON that a script prints. */
export async function firstReport(run) {
  await until(() => run.output.includes('\n') || run.child.exitCode !== null || run.child.signalCode !== null, 'the script reports');
  if (!run.output.includes('\n')) {
    throw new Error(`the script has ended: ${run.errors}`);
  }

  return JSON.parse(run.output.slice(0, run.output.indexOf('\n')));
}

/** Waits until a server has ended and its folder is removed. */
export async function untilGone({ pid, kubeconfig }) {
  await until(() => !isRunning(pid), `the server ${pid} ends`);
  await until(() => !fs.existsSync(path.dirname(kubeconfig)), 'its files are removed');
}
