import { type DestinationStream, pino } from 'pino';

/** One structured logger. Messages are constant sentences; what varies goes into the fields. Secrets never do. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const SECRET = [
  'token',
  'tokens',
  'accessToken',
  'refreshToken',
  'secret',
  'authorization',
  'Secret',
  'ApiIntegrationCode',
];

/** Writes to standard error, so that `--json` on standard output stays clean. */
export function createLog(level = 'info', stream: DestinationStream = pino.destination(2)): Log {
  return pino(
    {
      level,
      base: null,
      redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
      serializers: { error: (error: unknown) => plainError(error) },
    },
    stream,
  );
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Name, message, stack and causes; nothing else, since clients hang requests with their headers on errors. */
function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error).slice(0, 500) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: plainError(cause) }) };
}
