import http from 'node:http';
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';

/** What jose says of a bad token. Its other errors are faults, such as a JWKS that cannot be fetched. */
const refusals = [
  errors.JOSEAlgNotAllowed,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
];

/**
 * A service that tells programs what is in stock. It accepts tokens of one issuer for its own audience, and verifies them by the JWKS of the issuer.
 * @param {{ issuer: string, audience: string, fetch?: typeof globalThis.fetch, now?: () => Date, isActive?: (token: string) => Promise<boolean> }} options
 *   `fetch` is for an issuer with a CA of its own, `now` is the clock, `isActive` asks the issuer whether a token is still accepted.
 */
export function createStock({ issuer, audience, fetch = globalThis.fetch, now = () => new Date(), isActive }) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/openid/v1/jwks`), { [customFetch]: fetch });

  async function subjectOf(token) {
    if (isActive && !(await isActive(token))) {
      return undefined;
    }

    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256', 'RS256'], currentDate: now(), requiredClaims: ['exp', 'sub'] });
      return payload.sub;
    } catch (error) {
      if (refusals.some((refusal) => error instanceof refusal)) {
        return undefined;
      }

      throw error;
    }
  }

  return http.createServer((request, response) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    Promise.resolve(token && subjectOf(token)).then(
      (subject) => answer(response, subject ? 200 : 401, subject ? { reader: subject, stock: { bolts: 12 } } : { error: 'invalid_token' }),
      () => answer(response, 503, { error: 'the issuer cannot be asked' }),
    );
  });
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', ...(status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}) });
  response.end(JSON.stringify(body));
}
