import { randomInt } from 'node:crypto';
import net from 'node:net';

/** Below what systems hand out by themselves: what is free here does not go to a connection or a server in between. */
const [FIRST, LAST] = [10_000, 32_000];

/** A port that is free now, for what has to know its address before it listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}
