#!/usr/bin/env node
'use strict';

// Runs the executable with the arguments, streams and exit code of this command.
const os = require('node:os');
const { spawn } = require('node:child_process');
const { binaryPath, environment } = require('../lib/binary.cjs');

/** SIGHUP is left to its default: it ends this process, and so the pipe. */
const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGQUIT'];

function main(words) {
  let binary;
  try {
    binary = binaryPath();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return;
  }

  // `signet dev` ends when this process does, even by SIGKILL: the kernel closes the pipe.
  const hasPipe = words[0] === 'dev' && process.platform !== 'win32';
  const child = spawn(binary, hasPipe ? ['dev', '--exit-on-close', '3', ...words.slice(1)] : words, {
    stdio: hasPipe ? ['inherit', 'inherit', 'inherit', 'pipe'] : 'inherit',
    env: environment(),
  });
  for (const signal of FORWARDED) {
    process.on(signal, () => child.kill(signal));
  }

  child.once('error', (error) => {
    process.stderr.write(`${binary} cannot be run: ${error.message}\n`);
    process.exitCode = 127;
  });
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + os.constants.signals[signal];
    process.exit();
  });
}

main(process.argv.slice(2));
