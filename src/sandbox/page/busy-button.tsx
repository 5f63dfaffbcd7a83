import type { ReactNode } from 'react';
import { Button, type ButtonProps } from 'react-aria-components';

type BusyButtonProps = Omit<ButtonProps, 'children'> & { busy: boolean; children: ReactNode };

/**
 * A button that is not pressed twice while its answer is awaited, and keeps the focus meanwhile: a disabled one would
 * lose it, and a keyboard user their place.
 */
export function BusyButton({ busy, onPress, children, type, ...rest }: BusyButtonProps) {
  return (
    <Button
      {...rest}
      type={busy ? 'button' : (type ?? 'button')}
      data-pending={busy || undefined}
      onPress={(event) => {
        if (!busy) onPress?.(event);
      }}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      {children}
    </Button>
  );
}
