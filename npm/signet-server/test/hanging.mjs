// Run by `node --test` with a time limit: a test that starts a server and never ends.
import test from 'node:test';
import { startSignet } from 'signet-server';
import fs from 'node:fs';

test('hangs', async () => {
  const signet = await startSignet();
  fs.writeFileSync(process.env.REPORT, JSON.stringify({ pid: signet.pid, kubeconfig: signet.kubeconfig }));
  await new Promise((resolve) => setTimeout(resolve, 3_600_000));
});
