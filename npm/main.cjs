'use strict';

// Prints the package.json of signet-server for a release. Usage: node main.cjs VERSION PLATFORM…
const { platforms } = require('./platforms.cjs');
const manifest = require('./signet-server/package.json');

const [version, ...names] = process.argv.slice(2);
const unknown = names.find((name) => !platforms[name]);
if (!version || unknown !== undefined) {
  throw new Error(unknown === undefined ? 'the version is missing' : `${unknown} is none of the platforms ${Object.keys(platforms).join(', ')}`);
}

// Exact versions: the library and the executable are of one build.
manifest.version = version;
manifest.optionalDependencies = Object.fromEntries(names.map((name) => [`signet-server-${name}`, version]));
process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
