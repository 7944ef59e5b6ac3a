'use strict';

const { binaryPath } = require('./lib/binary.cjs');
const { SignetError, SignetStartError } = require('./lib/errors.cjs');
const { SignetServer } = require('./lib/server.cjs');
const { IssuedToken } = require('./lib/token.cjs');

/** Starts a server; it accepts requests when the promise is fulfilled. */
async function startSignet(options = {}) {
  return SignetServer.start(options);
}

module.exports = { startSignet, binaryPath, SignetServer, SignetError, SignetStartError, IssuedToken };
