// Validates bills of materials with the official schema of CycloneDX 1.6: node validate.js FILE…, in a folder with the package.
'use strict';
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { Spec, Validation } = createRequire(join(process.cwd(), 'package.json'))('@cyclonedx/cyclonedx-library');

async function main() {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  for (const file of process.argv.slice(2)) {
    const faults = await validator.validate(readFileSync(file, 'utf8'));
    if (faults !== null) {
      console.log(`${file}: ${JSON.stringify(faults, null, 2)}`);
      process.exitCode = 1;
    }
  }
}

main();
