// Verifies tokens with jose, by the documents of their issuer. Prints one JSON document: the subject, or the code of the error, of each.
// Usage: NODE_EXTRA_CA_CERTS=FILE node verify.mjs ISSUER AUDIENCE TOKEN…
import { createRemoteJWKSet, jwtVerify } from 'jose';

const [issuer, audience, ...tokens] = process.argv.slice(2);
const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
const configuration = await answer.json();
if (configuration.issuer !== issuer) {
  throw new Error(`the document is that of ${configuration.issuer}`);
}

const keys = createRemoteJWKSet(new URL(configuration.jwks_uri));
const found = [];
for (const token of tokens) {
  try {
    const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: configuration.id_token_signing_alg_values_supported });
    found.push(payload.sub);
  } catch (error) {
    found.push(error.code ?? String(error));
  }
}

console.log(JSON.stringify(found));
