import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';

export interface VerifierOptions {
  /** The issuer of the tokens. */
  issuer: string;
  /** The audience that a token has to have: the name of this service. */
  audience: string;
  /** For an issuer with a CA of its own. */
  fetch?: typeof globalThis.fetch;
  /** The clock. */
  now?: () => Date;
}

export type Verify = (token: string) => Promise<string | undefined>;

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

/** Verifies tokens by the documents of their issuer, without asking it for each token. Returns the subject; undefined when the token is refused. */
export async function createVerifier({ issuer, audience, fetch = globalThis.fetch, now = () => new Date() }: VerifierOptions): Promise<Verify> {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`);
  const configuration = (await answer.json()) as { issuer: string; jwks_uri: string; id_token_signing_alg_values_supported: string[] };
  if (configuration.issuer !== issuer) {
    throw new Error(`the document of ${issuer} is that of ${configuration.issuer}`);
  }

  const keys = createRemoteJWKSet(new URL(configuration.jwks_uri), { [customFetch]: fetch });
  const algorithms = configuration.id_token_signing_alg_values_supported;
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms, currentDate: now(), requiredClaims: ['exp', 'sub'] });
      return payload.sub;
    } catch (error) {
      if (refusals.some((refusal) => error instanceof refusal)) {
        return undefined;
      }

      throw error;
    }
  };
}
