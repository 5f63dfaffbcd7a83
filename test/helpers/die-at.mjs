import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** DIE_AT=`renameSync secret.key.new`: the process is killed before that call on a file of that name. */
const [call = '', name = ''] = (process.env.DIE_AT ?? '').split(' ');
const original = fs[call];
fs[call] = (file, ...rest) => {
  if (typeof file === 'string' && file.endsWith(name)) process.kill(process.pid, 'SIGKILL');
  return original.call(fs, file, ...rest);
};
syncBuiltinESMExports();
