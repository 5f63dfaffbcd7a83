import type { App } from '@slack/bolt';
import { BUTTONS, CHOICES, FORMS, LINK_BUTTON } from '../blocks/action-ids.ts';
import type { Services } from '../services/api.ts';
import * as approval from './approval.ts';
import * as connect from './connect.ts';
import * as contacts from './contacts.ts';
import * as doctor from './doctor.ts';
import * as history from './history.ts';
import { home } from './home.ts';
import { answerMark } from './marking.ts';
import { type ReceptionDeps, receive } from './reception.ts';
import { reconcileAgain } from './reconcile.ts';
import { createRoutes } from './routes.ts';
import * as search from './search.ts';
import * as setUp from './set-up.ts';
import * as settings from './settings.ts';
import { openUndo, startUndo } from './undo.ts';

export interface HandlerDeps extends ReceptionDeps {
  services: Services;
}

/** Every command, button, list and window, and what answers it. `settled` waits for what is being answered. */
export function registerHandlers(app: App, deps: HandlerDeps): { settled(): Promise<void> } {
  const { services } = deps;
  const on = createRoutes();

  on.onCommand(search.whereCommand, search.runCommand(services));
  on.onHome(home(services));

  on.onButton(BUTTONS.searchOpen, 'window', search.openSearch(services));
  on.onButton(BUTTONS.searchText, 'message', search.searchText(services));
  on.onForm(FORMS.search, search.submitSearch(services));

  on.onButton(BUTTONS.runInvoices, 'same-window', history.showInvoices(services));
  on.onButton(BUTTONS.runHold, 'same-window', history.hold(services));
  on.onButton(BUTTONS.runPreview, 'same-window', history.preview(services));
  on.onButton(BUTTONS.runTotals, 'same-window', history.totals(services));
  on.onButton(BUTTONS.runAsk, 'message', history.askForApproval(services));
  on.onButton(BUTTONS.runsList, 'message', history.listRuns(services));

  on.onButton(BUTTONS.connectOpen, 'window', connect.openConnect(services));
  on.onButton(BUTTONS.connectDisconnect, 'message', connect.disconnect(services));
  on.onButton(BUTTONS.statusOpen, 'message', connect.showStatus(services));
  on.onForm(FORMS.connect, connect.submitAddress(services));

  on.onButton(BUTTONS.organisationOpen, 'window', contacts.openOrganisations(services));
  on.onChoice(CHOICES.organisation, contacts.chooseOrganisation(services));
  on.onForm(FORMS.organisation, contacts.submitOrganisation(services));
  on.onButton(BUTTONS.contactsOpen, 'window', contacts.openQuestions(services));
  on.onForm(FORMS.contacts, contacts.submitAnswers(services));
  on.onOptions(CHOICES.otherContact, FORMS.contacts, contacts.suggestContacts(services, isApprover(deps)));

  on.onButton(BUTTONS.setUpOpen, 'window', setUp.openSetUp(services));
  on.onButton(BUTTONS.setUpSection, 'same-window', setUp.openSection(services));
  on.onForm(FORMS.setUp, setUp.submitSetUp(services));
  on.onOptions(CHOICES.setUpAccounts, FORMS.setUp, setUp.suggestMaps(services, 'accounts'));
  on.onOptions(CHOICES.setUpCodes, FORMS.setUp, setUp.suggestMaps(services, 'codes'));
  on.onOptions(CHOICES.setUpRates, FORMS.setUp, setUp.suggestMaps(services, 'rates'));
  on.onOptions(CHOICES.setUpTracking, FORMS.setUp, setUp.suggestMaps(services, 'tracking'));
  on.onForm(FORMS.mapsImport, setUp.submitMaps(services));
  on.onButton(BUTTONS.settingsOpen, 'window', settings.openSettings(services));
  on.onForm(FORMS.settings, settings.submitSettings(services));
  on.onButton(BUTTONS.documentsOpen, 'window', settings.openDocuments(services));
  on.onForm(FORMS.documents, settings.submitDocuments(services));

  on.onButton(BUTTONS.reconcile, 'message', reconcileAgain(services));

  on.onButton(BUTTONS.doctorOpen, 'message', doctor.examineAgain(services));
  on.onButton(BUTTONS.doctorMend, 'message', doctor.mendFindings(services));
  on.onButton(BUTTONS.relinkOpen, 'window', doctor.openRelink(services));
  on.onForm(FORMS.relink, doctor.submitRelink(services));
  on.onOptions(CHOICES.relinkContact, FORMS.relink, doctor.suggestLinks(services, isApprover(deps)));

  on.onButton(BUTTONS.approve, 'message', approval.approve(services));
  on.onButton(BUTTONS.cancel, 'message', approval.cancel(services));
  on.onButton(BUTTONS.stop, 'message', approval.stop(services));
  on.onButton(BUTTONS.tryAgain, 'message', approval.tryAgain(services));
  on.onButton(BUTTONS.adopt, 'message', approval.adopt(services));
  on.onButton(BUTTONS.acceptDifferences, 'message', approval.acceptDifferences(services));
  on.onButton(BUTTONS.voidInXero, 'message', approval.voidInXero(services));
  on.onButton(BUTTONS.joinLines, 'message', approval.joinLines(services));
  on.onButton(BUTTONS.deleteDraft, 'message', approval.deleteDraft(services));
  on.onButton(BUTTONS.undoOpen, 'same-window', openUndo(services));
  on.onButton(BUTTONS.undoStart, 'same-window', startUndo(services));
  on.onButton(BUTTONS.mark, 'message', answerMark(services));

  on.onNothing(LINK_BUTTON, CHOICES.markEach);
  return receive(app, on, { ...deps, used: services.runs.use });
}

function isApprover({ people }: HandlerDeps) {
  return async (person: { id: string }) => (await people.roles(person.id)).has('approver');
}
