// A program that starts a server, reports it, and ends in the way that its argument says.
import { startSignet } from 'signet-server';

const signet = await startSignet();
process.stdout.write(`${JSON.stringify({ pid: signet.pid, kubeconfig: signet.kubeconfig })}\n`);
switch (process.argv[2]) {
  case 'exit':
    process.exit(3);
    break;
  case 'throw':
    throw new Error('as planned');
  case 'stay':
    setInterval(() => {}, 60_000);
    break;
  default: // Nothing keeps it running: the server does not either.
}
