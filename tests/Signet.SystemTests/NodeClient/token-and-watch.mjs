// Issues and reviews a token, and watches, with the JavaScript client of the Kubernetes project. Prints one JSON document.
// Usage: node token-and-watch.mjs KUBECONFIG
import { AuthenticationV1Api, CoreV1Api, KubeConfig, PatchStrategy, Watch, setHeaderOptions } from '@kubernetes/client-node';

const config = new KubeConfig();
config.loadFromFile(process.argv[2]);
const core = config.makeApiClient(CoreV1Api);
const authentication = config.makeApiClient(AuthenticationV1Api);
const namespace = 'node-client';
const found = { events: [] };

const review = async (token, audiences) =>
  (await authentication.createTokenReview({ body: { spec: { token, audiences } } })).status;

await core.createNamespace({ body: { metadata: { name: namespace } } });
const list = await core.listNamespacedServiceAccount({ namespace });
const deleted = new Promise((resolve, reject) => {
  const watch = new Watch(config);
  watch.watch(
    `/api/v1/namespaces/${namespace}/serviceaccounts`,
    { resourceVersion: list.metadata.resourceVersion, allowWatchBookmarks: true },
    (phase, object) => {
      if (object.metadata?.name === 'robot') {
        found.events.push([phase, object.metadata.labels?.step ?? '']);
        if (phase === 'DELETED') {
          resolve();
        }
      }
    },
    (error) => reject(error ?? new Error('the watch ended')),
  ).catch(reject);
});

await core.createNamespacedServiceAccount({ namespace, body: { metadata: { name: 'robot', labels: { step: 'create' } } } });
const issued = await core.createNamespacedServiceAccountToken({
  name: 'robot', namespace, body: { spec: { audiences: ['vault'], expirationSeconds: 1200 } },
});
found.expirationSeconds = issued.spec.expirationSeconds;
const claims = JSON.parse(Buffer.from(issued.status.token.split('.')[1], 'base64url').toString());
found.lifetime = issued.status.expirationTimestamp / 1000 - claims.iat;
found.reviewed = await review(issued.status.token, ['vault']);
found.elsewhere = await review(issued.status.token, ['bank']);
await core.patchNamespacedServiceAccount(
  { name: 'robot', namespace, body: { metadata: { labels: { step: 'patch' } } } },
  setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
);
await core.deleteNamespacedServiceAccount({ name: 'robot', namespace });
found.afterwards = await review(issued.status.token, ['vault']);
await deleted;
console.log(JSON.stringify(found));
process.exit(0);
