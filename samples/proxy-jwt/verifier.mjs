// Answers the subrequests of nginx's auth_request: 204 with the account of the caller in X-Account, 403 for a token for another audience, else 401.
// Usage: verifier.mjs ISSUER AUDIENCE PORT. NODE_EXTRA_CA_CERTS is the CA of the issuer unless it is publicly trusted.
import { createServer } from 'node:http';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

const [issuer, audience, port] = process.argv.slice(2);

// The keys are fetched when they are needed first, again after an hour (as long as the issuer allows: its Cache-Control says so), and for an unknown
// key id, but then at most once in half a minute.
const keys = createRemoteJWKSet(new URL(`${issuer}/openid/v1/jwks`), { cacheMaxAge: 3_600_000 });

const server = createServer(async (request, response) => {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  try {
    const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: ['RS256'], requiredClaims: ['exp', 'sub'] });
    response.writeHead(204, { 'X-Account': payload.sub });
  } catch (error) {
    const isOther = error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud';
    console.error(`refused: ${error.code ?? error.message}`);
    response.writeHead(isOther ? 403 : 401, { 'WWW-Authenticate': 'Bearer' });
  }

  response.end();
});
server.listen(Number(port), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
