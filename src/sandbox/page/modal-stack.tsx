import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { ClientContainer, ClientView } from '../slack/client-api.ts';
import { closeModal, submitModal } from './api.ts';
import { Blocks } from './blocks/index.tsx';
import { BlockScope } from './blocks/scope.tsx';
import { collectState } from './blocks/values.ts';
import { BusyButton } from './busy-button.tsx';
import { useClient } from './client.ts';

/** Shows the top of a person's stack of modals; those below keep what was typed into them. */
export function ModalStack({ modals }: { modals: ClientView[] }) {
  const { user, notify } = useClient();
  const view = modals.at(-1);

  async function close() {
    if (!view) return;
    const outcome = await closeModal({ user, viewId: view.id });
    if (!outcome.ok) notify(outcome.error);
  }

  return (
    <ModalOverlay className="backdrop" isOpen={view !== undefined} onOpenChange={(open) => !open && void close()}>
      <Modal className="dialog">
        {view && <ModalView key={view.id} view={view} depth={modals.length} onClose={() => void close()} />}
      </Modal>
    </ModalOverlay>
  );
}

interface ModalViewProps {
  view: ClientView;
  depth: number;
  onClose(): void;
}

function ModalView({ view, depth, onClose }: ModalViewProps) {
  const { errors, failure, busy, submit } = useSubmit(view);
  const form = useRef<HTMLFormElement>(null);
  const container = useMemo<ClientContainer>(() => ({ kind: 'view', viewId: view.id }), [view.id]);
  // The window itself has the focus already; where there is something to fill in, a person wants to begin there.
  useEffect(() => focusInput(form.current?.querySelector('.input-block')), []);
  useEffect(() => focusFirstError(form.current, errors), [errors]);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void submit();
  }

  return (
    <Dialog>
      <form ref={form} onSubmit={onSubmit} noValidate>
        <div className="dialog-head">
          <Heading slot="title">{view.title}</Heading>
          {depth > 1 && (
            <span className="depth">on top of {depth === 2 ? 'another window' : `${depth - 1} windows`}</span>
          )}
          <Button className="button icon" aria-label="Close window" onPress={onClose}>
            ✕
          </Button>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long content scrolls, and must do so by keyboard */}
        <section className="dialog-body" tabIndex={0} aria-label={view.title}>
          <BlockScope container={container} blocks={view.blocks} known={view.state} errors={errors}>
            <Blocks blocks={view.blocks} />
          </BlockScope>
        </section>
        {failure && (
          <p className="error failure" role="alert">
            {failure}
          </p>
        )}
        <div className="dialog-buttons">
          <Button className="button" onPress={onClose}>
            {view.close || 'Close'}
          </Button>
          {view.submit && (
            <BusyButton type="submit" className="button primary" busy={busy}>
              {view.submit}
            </BusyButton>
          )}
        </div>
      </form>
    </Dialog>
  );
}

const noErrors = {};

function useSubmit(view: ClientView) {
  const { user, drafts } = useClient();
  const [errors, setErrors] = useState<Record<string, string>>(noErrors);
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the hash stands for all that is in the view
  useEffect(() => {
    setErrors(noErrors);
    setFailure('');
  }, [view.hash]);

  async function submit() {
    if (busy) return;
    setBusy(true);
    setFailure('');
    const state = collectState(view.blocks, drafts.read(view.id), view.state);
    const answer = await submitModal({ user, viewId: view.id, state });
    setBusy(false);
    setErrors(!answer.ok && 'errors' in answer ? answer.errors : noErrors);
    if (!answer.ok && 'error' in answer) setFailure(answer.error);
  }

  return { errors, failure, busy, submit };
}

function focusFirstError(form: HTMLFormElement | null, errors: Record<string, string>) {
  const blocks = [...(form?.querySelectorAll<HTMLElement>('.input-block') ?? [])];
  const first = blocks.find((block) => (block.dataset.blockId ?? '') in errors);
  focusInput(first);
}

function focusInput(block: Element | null | undefined) {
  block?.querySelector<HTMLElement>('input, textarea, button')?.focus();
}
