import { AsyncLocalStorage } from 'node:async_hooks';

/** One upSync process, as far as the simulator is concerned: what it set going stops for good when it ends. */
export interface Life {
  alive: boolean;
  /** Resolves when it ends. */
  ended: Promise<void>;
  end(): void;
  /** What a dead process is given: nothing, ever. */
  orNothing<T>(value: T | Promise<T>): Promise<T>;
}

const lives = new AsyncLocalStorage<Life>();

export function createLife(): Life {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const life: Life = {
    alive: true,
    ended,
    end() {
      life.alive = false;
      end();
    },
    orNothing: (value) =>
      new Promise((resolve, reject) => {
        Promise.resolve(value).then(
          (result) => life.alive && resolve(result),
          (error) => life.alive && reject(error),
        );
      }),
  };
  return life;
}

/** Runs `work` as part of that process: its connections are cut when it ends. */
export function within<T>(life: Life, work: () => T): T {
  return lives.run(life, work);
}

/** The process that the code at work belongs to; undefined: the world outside. */
export function currentLife(): Life | undefined {
  return lives.getStore();
}
