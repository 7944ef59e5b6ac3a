'use strict';

// Prints the package.json of a package with a binary. Usage: node platform.cjs PLATFORM VERSION
const { platforms } = require('./platforms.cjs');

const [name, version] = process.argv.slice(2);
const platform = platforms[name];
if (!platform) {
  throw new Error(`${name} is none of the platforms ${Object.keys(platforms).join(', ')}`);
}

const manifest = {
  name: `signet-server-${name}`,
  version,
  description: `The executable of signet-server for ${name}`,
  license: 'Apache-2.0',
  author: 'The Signet authors',
  files: ['bin'],
  // Nothing is unpacked elsewhere, and Yarn does not keep it in an archive: it is executed.
  preferUnplugged: true,
  ...platform,
};
process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
