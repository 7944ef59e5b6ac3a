'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { SignetStartError } = require('./errors.cjs');

/** The variable that names another binary. */
const VARIABLE = 'SIGNET_BINARY';

/** The packages with binaries: those that this package depends on optionally. `eng/pack.sh npm` writes them into package.json. */
const packages = Object.keys(require('../package.json').optionalDependencies ?? {});

/** Whether the C library is musl, as on Alpine. The packages for Linux need glibc. */
function isMusl() {
  if (process.platform !== 'linux') {
    return false;
  }

  // Without it, the report looks up the names of the addresses of all connections.
  const { excludeNetwork } = process.report;
  process.report.excludeNetwork = true;
  try {
    return process.report.getReport().header.glibcVersionRuntime === undefined;
  } finally {
    process.report.excludeNetwork = excludeNetwork;
  }
}

function platform() {
  return `${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`;
}

const otherWays = `Other ways: install the .NET tool (dotnet tool install --global signet) or build signet, and set ${VARIABLE} to the path of the executable.`;

/**
 * The path of the executable: `given`, else SIGNET_BINARY, else that of the platform's package.
 * @param {string} [given]
 */
function binaryPath(given) {
  const source = given !== undefined ? 'options.binary' : VARIABLE;
  const named = given ?? process.env[VARIABLE];
  if (named) {
    if (!isFile(named)) {
      throw new SignetStartError(`${source} is ${named}, which is not a file. It must be the path of the executable signet.`);
    }

    return path.resolve(named);
  }

  const name = `signet-server-${platform()}`;
  if (!packages.includes(name)) {
    const known = packages.map((each) => each.slice('signet-server-'.length)).join(', ') || 'none';
    throw new SignetStartError(`signet-server has no binary for ${platform()} (it has: ${known}). ${otherWays}`);
  }

  let manifest;
  try {
    manifest = require.resolve(`${name}/package.json`);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') {
      throw error;
    }

    throw new SignetStartError(
      `The package ${name} with the binary is not installed. Install again on this platform, without --omit=optional (--no-optional), and with its exact version in the ` +
        `lock file. ${otherWays}`,
      error,
    );
  }

  const file = path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'signet.exe' : 'signet');
  if (!isFile(file)) {
    throw new SignetStartError(`The package ${name} is damaged: ${file} is missing. Install it again. ${otherWays}`);
  }

  return file;
}

function isFile(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The variables for the server: those of this process without the one that only this package reads. */
function environment() {
  const { [VARIABLE]: _, ...others } = process.env;
  return others;
}

module.exports = { binaryPath, environment };
