'use strict';

/** The server has refused a request, or cannot be reached. */
class SignetError extends Error {
  /**
   * @param {string} message The message of the server. It has no tokens.
   * @param {{ statusCode?: number, reason?: string, cause?: unknown }} [details]
   */
  constructor(message, { statusCode, reason, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SignetError';
    this.statusCode = statusCode;
    this.reason = reason;
  }
}

/** The server cannot be started. The message ends with what it wrote on its standard error. */
class SignetStartError extends Error {
  constructor(message, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SignetStartError';
  }
}

module.exports = { SignetError, SignetStartError };
