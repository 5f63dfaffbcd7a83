import type { Json } from '../client-api.ts';

/**
 * The few building blocks the Block Kit rules are written with. Refusals are worded as Slack words them and point to
 * the place with a JSON pointer. https://docs.slack.dev/reference/block-kit
 */
export interface Check {
  errors: { message: string; pointer: string }[];
  /** Pointers of keys that Slack does not document. */
  unknown: string[];
}

export type Rule = (value: unknown, at: string, check: Check) => void;

export function refuse(check: Check, pointer: string, message: string) {
  check.errors.push({ message, pointer });
}

export function string(max: number, min = 1): Rule {
  return (value, at, check) => {
    if (typeof value !== 'string') return refuse(check, at, 'must provide a string');
    if (value.length < min) refuse(check, at, `must be more than ${min - 1} characters`);
    if (value.length > max) refuse(check, at, `must be less than ${max + 1} characters`);
  };
}

export function integer(min: number, max: number): Rule {
  return (value, at, check) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) refuse(check, at, 'must provide an integer');
    else if (value < min) refuse(check, at, `must be greater than ${min - 1}`);
    else if (value > max) refuse(check, at, `must be less than ${max + 1}`);
  };
}

export const number: Rule = (value, at, check) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) refuse(check, at, 'must provide a number');
};

export const bool: Rule = (value, at, check) => {
  if (typeof value !== 'boolean') refuse(check, at, 'must provide a boolean');
};

export function oneOf(...values: unknown[]): Rule {
  return (value, at, check) => {
    if (!values.includes(value)) refuse(check, at, 'must be a valid enum value');
  };
}

export function matching(form: RegExp, max = 255): Rule {
  return (value, at, check) => {
    string(max)(value, at, check);
    if (typeof value === 'string' && !form.test(value)) refuse(check, at, 'failed to match schema');
  };
}

export const anything: Rule = () => {};

export function list(item: Rule, limits: { min?: number; max: number }): Rule {
  const { min = 1, max } = limits;
  return (value, at, check) => {
    if (!Array.isArray(value)) return refuse(check, at, 'must provide an array');
    if (value.length > max) refuse(check, at, `no more than ${max} items allowed`);
    if (value.length < min) refuse(check, at, `no less than ${min} items allowed`);
    for (const [index, entry] of value.slice(0, max).entries()) item(entry, `${at}/${index}`, check);
  };
}

/** An object with these keys and no others; `also` holds rules across keys. */
export function object(
  fields: Record<string, Rule>,
  required: string[],
  also?: (value: Json, at: string, check: Check) => void,
): Rule {
  return (value, at, check) => {
    if (!isObject(value)) return refuse(check, at, 'must provide an object');
    for (const key of required) if (value[key] === undefined) refuse(check, at, `missing required field: ${key}`);
    for (const [key, field] of Object.entries(value)) {
      const rule = fields[key];
      if (!rule) check.unknown.push(`${at}/${key}`);
      else if (field !== undefined) rule(field, `${at}/${key}`, check);
    }
    also?.(value, at, check);
  };
}

/** Chooses the rule by `type`; types outside of `allowed` are refused here though they exist elsewhere. */
export function byType(rules: Record<string, Rule>, allowed = Object.keys(rules)): Rule {
  return (value, at, check) => {
    if (!isObject(value)) return refuse(check, at, 'must provide an object');
    if (value.type === undefined) return refuse(check, at, 'missing required field: type');
    const rule = rules[String(value.type)];
    if (rule && allowed.includes(String(value.type))) return rule(value, at, check);
    refuse(check, `${at}/type`, `unsupported type: ${String(value.type)}`);
  };
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
