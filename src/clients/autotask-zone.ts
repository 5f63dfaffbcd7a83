import { isLoopback } from '../config.ts';
import { type Asked, unexpected } from './http.ts';

/** Where this tenant lives. */
export interface Zone {
  /** Ends in a slash: `https://webservices3.autotask.net/atservicesrest/`. */
  apiUrl: string;
  webUrl: string;
  databaseId: number;
}

/**
 * Only these hosts are sent the API user's secret, whoever named them: the zone's answer and the address of a next page
 * come from outside. With a loopback address in the settings, only that one origin.
 */
export function isAllowedHost(address: string, configured: string): boolean {
  const own = new URL(configured);
  const url = parse(address);
  if (!url || url.username || url.password) return false;
  if (isLoopback(own.hostname)) return url.origin === own.origin;
  return (
    url.protocol === 'https:' && url.port === '' && /^(webservices\d*|prde|pres)\.autotask\.net$/.test(url.hostname)
  );
}

/** Turns Autotask's zone answer into a Zone, or throws where it points elsewhere. */
export function readZone(answer: { url: string; webUrl: string; ci: number }, configured: string, asked: Asked): Zone {
  const local = isLoopback(new URL(configured).hostname);
  const apiUrl = local ? configured : answer.url;
  if (!isAllowedHost(apiUrl, configured))
    throw unexpected(asked, `the zone points to a foreign host, ${hostOf(apiUrl)}`);
  if (!isWebHost(answer.webUrl, configured))
    throw unexpected(asked, `the zone's web address is a foreign host, ${hostOf(answer.webUrl)}`);
  return { apiUrl: withSlash(apiUrl), webUrl: withSlash(answer.webUrl), databaseId: answer.ci };
}

/** `https://host/atservicesrest` with or without a slash, or with `/v1.0` behind it. */
export function withSlash(address: string): string {
  return `${address.replace(/\/+$/, '').replace(/\/v1\.0$/i, '')}/`;
}

function isWebHost(address: string, configured: string): boolean {
  const url = parse(address);
  if (!url) return false;
  if (isLoopback(new URL(configured).hostname)) return isLoopback(url.hostname);
  return url.protocol === 'https:' && /^[a-z0-9-]+\.autotask\.net$/.test(url.hostname);
}

function hostOf(address: string): string {
  return parse(address)?.host ?? 'no address at all';
}

function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}
