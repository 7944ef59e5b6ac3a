export interface ReviewerOptions {
  /** The API of the cluster. */
  url: string;
  /** The token of this service; it may create TokenReviews (cluster role `system:auth-delegator`). */
  ownToken: () => Promise<string>;
  audience: string;
  fetch?: typeof globalThis.fetch;
}

export type Review = (token: string) => Promise<boolean>;

/** Asks the issuer whether a token is still accepted: it knows of deleted accounts and pods. */
export function createReviewer({ url, ownToken, audience, fetch = globalThis.fetch }: ReviewerOptions): Review {
  return async (token) => {
    const answer = await fetch(`${url}/apis/authentication.k8s.io/v1/tokenreviews`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await ownToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token, audiences: [audience] } }),
    });
    if (!answer.ok) {
      throw new Error(`the TokenReview was refused: ${answer.status}`);
    }

    const { status } = (await answer.json()) as { status: { authenticated?: boolean; audiences?: string[] } };
    return status.authenticated === true && status.audiences?.includes(audience) === true;
  };
}
