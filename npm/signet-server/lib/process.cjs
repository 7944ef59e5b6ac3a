'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { environment } = require('./binary.cjs');
const { SignetStartError } = require('./errors.cjs');

/** How much of the standard error a failed start shows, in characters. */
const ERROR_TAIL = 4096;

/** The time for an orderly end, in milliseconds. The server ends running requests within it. */
const STOP_TIMEOUT = 10_000;

/**
 * The process of a server. Its standard input is a pipe that this process holds and never writes to: the kernel closes it when this process ends in any way, and
 * the server ends then.
 */
class ServerProcess {
  #child;
  #ended;
  #stopping;
  #isStopped = false;

  /** What the server has reported: address, issuer and the paths of its files. */
  report;

  constructor(child) {
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', resolve);
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** Why the server has ended; undefined while it runs. */
  get end() {
    const { exitCode, signalCode } = this.#child;
    if (this.#isStopped) {
      return 'it was stopped';
    }

    return signalCode ? `it was ended by ${signalCode}` : exitCode !== null ? `its exit code is ${exitCode}` : undefined;
  }

  /**
   * @param {string} binary
   * @param {string[]} flags
   * @param {{ timeout: number, signal?: AbortSignal }} limits
   */
  static async start(binary, flags, { timeout, signal }) {
    signal?.throwIfAborted();
    const child = spawn(binary, ['dev', '--exit-on-close', '0', '--output', 'json', ...flags], {
      stdio: 'pipe',
      env: environment(),
      // In a group of its own: Ctrl+C in a terminal ends the tests, which stop the server, and not both at once.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const server = new ServerProcess(child);
    try {
      server.report = await readReport(child, timeout, signal);
    } catch (error) {
      child.kill('SIGKILL');
      await server.#ended;
      throw error;
    }

    // Output goes nowhere, and the server does not keep this process running.
    child.stderr.removeAllListeners('data').resume();
    for (const handle of [child, child.stdin, child.stdout, child.stderr]) {
      handle.unref();
    }

    return server;
  }

  /** Ends the server and removes its files. */
  stop() {
    return (this.#stopping ??= this.#stop());
  }

  async #stop() {
    this.#child.ref();
    this.#child.stdin.destroy();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT);
    await this.#ended;
    clearTimeout(timer);
    this.#isStopped = true;

    // The server does so itself, unless it was killed.
    const folder = path.dirname(this.report.kubeconfig);
    if (path.basename(folder).startsWith('signet-dev-')) {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Reads the report, a JSON document whose last line is a brace. */
async function readReport(child, timeout, signal) {
  let output = '';
  let errors = '';
  const limit = AbortSignal.timeout(timeout);
  const cancelled = signal ? AbortSignal.any([signal, limit]) : limit;
  child.stdin.on('error', () => {}); // It has ended; its exit says so.
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = (errors + text).slice(-ERROR_TAIL)));
  const reported = new Promise((resolve) => {
    child.stdout.on('data', (text) => {
      if (output !== undefined && (output += text).endsWith('}\n')) {
        resolve(output);
        output = undefined; // What follows is dropped.
      }
    });
  });
  const failed = new Promise((_, reject) => {
    child.once('error', (error) => reject(new SignetStartError(`${child.spawnfile} cannot be run: ${error.message}`, error)));
    child.once('close', (code, ended) => reject(new SignetStartError(`signet has not started: ${describe(code, ended)}. ${errors.trim()}`.trim())));
  });
  failed.catch(() => {}); // Later on it is the end of a server that has started.
  const aborted = once(cancelled, 'abort').then(() => {
    signal?.throwIfAborted();
    throw new SignetStartError(`signet has not started within ${timeout} ms. ${errors.trim()}`.trim());
  });
  aborted.catch(() => {});
  const text = await Promise.race([reported, failed, aborted]);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SignetStartError(`${child.spawnfile} is no signet that this package can use: its report is not JSON`, error);
  }
}

function describe(code, signal) {
  return signal ? `it was ended by ${signal}` : `its exit code is ${code}`;
}

module.exports = { ServerProcess };
