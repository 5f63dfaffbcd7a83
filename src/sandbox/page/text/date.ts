/**
 * The words of `<!date^…>` and of rich text dates, in the time zone of who looks.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function formatDate(seconds: number, format: string, now: number): string | undefined {
  if (!Number.isFinite(seconds)) return undefined;
  const date = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => dateToken(date, token, now) ?? whole);
}

function dateToken(date: Date, token: string, now: number): string | undefined {
  const pretty = token.endsWith('_pretty') ? relativeDay(date, now) : undefined;
  if (pretty) return pretty;
  switch (token.replace('_pretty', '')) {
    case 'date_num':
      return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    case 'date':
      return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
    case 'date_short':
      return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
    case 'date_long':
      return date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    case 'time':
      return timeOfDay(date);
    case 'time_secs':
      return `${timeOfDay(date)}:${two(date.getSeconds())}`;
    case 'ago':
      return ago(date, now);
    default:
      return undefined;
  }
}

export function timeOfDay(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** "today", "yesterday", "tomorrow", or nothing. */
export function relativeDay(date: Date, now: number): string | undefined {
  const days = Math.round((midnight(date) - midnight(new Date(now))) / 86_400_000);
  return { '0': 'today', '-1': 'yesterday', '1': 'tomorrow' }[String(days)];
}

function ago(date: Date, now: number): string {
  const minutes = Math.round((now - date.getTime()) / 60_000);
  const words = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return words.format(-minutes, 'minute');
  if (Math.abs(minutes) < 1440) return words.format(-Math.round(minutes / 60), 'hour');
  return words.format(-Math.round(minutes / 1440), 'day');
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
