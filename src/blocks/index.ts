import type { KnownBlock, ModalView } from '@slack/types';
import type { View } from '../domain/views.ts';
import { connectBlocks, connectModal } from './connect.ts';
import { contactQuestionsBlocks, contactQuestionsModal } from './contact-questions.ts';
import { doctorBlocks, doctorModal, doctorText } from './doctor.ts';
import { documentSettingsBlocks, documentSettingsModal } from './document-settings.ts';
import { helpBlocks } from './help.ts';
import { invoiceListBlocks, invoiceListModal } from './invoice-list.ts';
import { LIMITS } from './limits.ts';
import { mapsImportBlocks, mapsImportModal } from './maps-import.ts';
import { modal } from './modal.ts';
import { noticeBlocks, noticeModal } from './notice.ts';
import { organisationChoiceBlocks, organisationChoiceModal } from './organisation-choice.ts';
import { clip, type Droppable, escapeText, keepWithin } from './parts.ts';
import { previewBlocks, previewModal } from './preview.ts';
import { reconcileBlocks, reconcileModal, reconcileText } from './reconcile.ts';
import { relinkBlocks, relinkModal, relinkText } from './relink.ts';
import { runCardBlocks, runCardModal, runCardText } from './run-card.ts';
import { runTotalsBlocks, runTotalsModal } from './run-totals.ts';
import { runsBlocks } from './runs.ts';
import { searchFormBlocks, searchFormModal } from './search-form.ts';
import { setUpBlocks, setUpModal } from './set-up.ts';
import { settingsBlocks, settingsModal } from './settings.ts';
import { statusBlocks, statusModal } from './status.ts';
import { undoBlocks, undoModal } from './undo.ts';

export { drawHome, type HomeParts } from './home.ts';
export { loadingModal } from './modal.ts';

export interface DrawnMessage {
  /** What a notification shows and a screen reader says instead of the blocks. Escaped. */
  text: string;
  blocks: KnownBlock[];
}

/** Any View as a message, within Slack's limits. A form becomes the button that opens it. */
export function drawMessage(view: View): DrawnMessage {
  return {
    text: escapeText(clip(messageText(view), LIMITS.messageTopText)),
    blocks: keepWithin(messageBlocks(view), { blocks: LIMITS.messageBlocks, text: LIMITS.messageText + 500 }),
  };
}

/** Any View as a modal, within Slack's limits. */
export function drawModal(view: View): ModalView {
  switch (view.kind) {
    case 'notice':
      return noticeModal(view);
    case 'help':
      return modal({ title: 'upSync', blocks: helpBlocks(view) });
    case 'run':
      return runCardModal(view);
    case 'search-form':
      return searchFormModal(view);
    case 'invoice-list':
      return invoiceListModal(view);
    case 'connect':
      return connectModal(view);
    case 'organisation-choice':
      return organisationChoiceModal(view);
    case 'set-up':
      return setUpModal(view);
    case 'maps-import':
      return mapsImportModal(view);
    case 'contact-questions':
      return contactQuestionsModal(view);
    case 'preview':
      return previewModal(view);
    case 'undo':
      return undoModal(view);
    case 'run-totals':
      return runTotalsModal(view);
    case 'status':
      return statusModal(view);
    case 'runs':
      return modal({ title: 'Last runs', blocks: runsBlocks(view) });
    case 'reconcile':
      return reconcileModal(view);
    case 'doctor':
      return doctorModal(view);
    case 'relink':
      return relinkModal(view);
    case 'settings':
      return settingsModal(view);
    case 'document-settings':
      return documentSettingsModal(view);
  }
}

function messageBlocks(view: View): (KnownBlock | Droppable)[] {
  switch (view.kind) {
    case 'notice':
      return noticeBlocks(view);
    case 'help':
      return helpBlocks(view);
    case 'run':
      return runCardBlocks(view);
    case 'search-form':
      return searchFormBlocks();
    case 'invoice-list':
      return invoiceListBlocks(view);
    case 'connect':
      return connectBlocks(view);
    case 'organisation-choice':
      return organisationChoiceBlocks(view);
    case 'set-up':
      return setUpBlocks(view);
    case 'maps-import':
      return mapsImportBlocks(view);
    case 'contact-questions':
      return contactQuestionsBlocks(view);
    case 'preview':
      return previewBlocks(view);
    case 'undo':
      return undoBlocks(view);
    case 'run-totals':
      return runTotalsBlocks(view);
    case 'status':
      return statusBlocks(view);
    case 'runs':
      return runsBlocks(view);
    case 'reconcile':
      return reconcileBlocks(view);
    case 'doctor':
      return doctorBlocks(view);
    case 'relink':
      return relinkBlocks(view);
    case 'settings':
      return settingsBlocks(view);
    case 'document-settings':
      return documentSettingsBlocks(view);
  }
}

function messageText(view: View): string {
  switch (view.kind) {
    case 'notice':
      return [view.title, ...view.lines].join(' ');
    case 'help':
      return `upSync: ${view.commands.map(({ usage }) => usage).join(', ')}`;
    case 'run':
      return runCardText(view);
    case 'search-form':
      return 'Search Autotask for invoices';
    case 'invoice-list':
      return view.title;
    case 'connect':
      return 'Connect upSync to Xero';
    case 'organisation-choice':
      return 'Choose the organisation the invoices go to';
    case 'set-up':
      return `Choose accounts and tax for ${view.organisation.name}`;
    case 'maps-import':
      return 'Paste maps to import';
    case 'contact-questions':
      return `${view.total} companies need a contact in ${view.organisation.name}`;
    case 'preview':
      return `Preview of ${view.documents.length} documents`;
    case 'undo':
      return `Undo of ${view.title}`;
    case 'run-totals':
      return `Totals by ${view.by}: ${view.title}`;
    case 'status':
      return ['Where things stand.', ...view.connections.map(({ sentence }) => sentence)].join(' ');
    case 'runs':
      return `The last ${view.runs.length} runs`;
    case 'reconcile':
      return reconcileText(view);
    case 'doctor':
      return doctorText(view);
    case 'relink':
      return relinkText(view);
    case 'settings':
      return 'Settings of upSync';
    case 'document-settings':
      return `Documents of ${view.organisation.name}`;
  }
}
