import { useMemo } from 'react';
import type { ClientContainer } from '../slack/client-api.ts';
import { Blocks } from './blocks/index.tsx';
import { BlockScope } from './blocks/scope.tsx';
import { useClient } from './client.ts';

export function Home() {
  const { home } = useClient().state;
  const viewId = home?.id ?? '';
  const container = useMemo<ClientContainer>(() => ({ kind: 'view', viewId }), [viewId]);
  return (
    <div className="home">
      {home ? (
        <BlockScope container={container} blocks={home.blocks} known={home.state}>
          <Blocks blocks={home.blocks} />
        </BlockScope>
      ) : (
        <p className="empty">upSync has not drawn its Home yet.</p>
      )}
    </div>
  );
}
