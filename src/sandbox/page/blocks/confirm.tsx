import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { Json } from '../../slack/client-api.ts';
import { TextObject } from '../text/text.tsx';
import { obj, plain } from './values.ts';

interface ConfirmProps {
  confirm: Json;
  isOpen: boolean;
  onAnswer(yes: boolean): void;
}

/** "Are you sure?": the dialog that a confirm object asks for. Escape means no. */
export function Confirm({ confirm, isOpen, onAnswer }: ConfirmProps) {
  const danger = confirm.style === 'danger';
  return (
    <ModalOverlay className="backdrop" isOpen={isOpen} isDismissable onOpenChange={(open) => !open && onAnswer(false)}>
      <Modal className="dialog small">
        <Dialog role="alertdialog">
          <Heading slot="title">{plain(confirm.title)}</Heading>
          <div className="dialog-body">
            <TextObject text={obj(confirm.text)} />
          </div>
          <div className="dialog-buttons">
            <Button className="button" onPress={() => onAnswer(false)}>
              {plain(confirm.deny) || 'Cancel'}
            </Button>
            <Button className={`button ${danger ? 'danger' : 'primary'}`} autoFocus onPress={() => onAnswer(true)}>
              {plain(confirm.confirm) || 'Yes'}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
