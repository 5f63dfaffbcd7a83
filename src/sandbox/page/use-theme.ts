import { useEffect, useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const key = 'upsync-theme';

/** The look: what the computer prefers, unless the person says otherwise. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => (localStorage.getItem(key) as Theme | null) ?? 'system');
  useEffect(() => {
    localStorage.setItem(key, theme);
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [theme, setTheme];
}
