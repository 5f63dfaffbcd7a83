/** An answer that ends a request early, with the status and body Autotask gives. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`Refused with ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** Autotask answers what is wrong with a request by 500 and a list of sentences, not by 400. */
export function badRequest(sentence: string): Refusal {
  return new Refusal(500, { errors: [sentence] });
}

/** The web server's own refusals have another shape. */
export function wrongVerb(method: string): Refusal {
  return new Refusal(405, { Message: `The requested resource does not support http method '${method}'.` });
}
