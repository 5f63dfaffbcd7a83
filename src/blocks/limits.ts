/**
 * Slack's limits, in characters or items, from https://docs.slack.dev/reference/block-kit. How Slack counts a character is
 * not documented, so texts are cut a little earlier (see `clip` in parts.ts).
 */
export const LIMITS = {
  messageBlocks: 50,
  modalBlocks: 100,
  homeBlocks: 100,
  /** All text of one message together; Slack refuses from about 13,000. */
  messageText: 11_000,
  /** A view as JSON, in bytes: 250,000 with room to spare. */
  viewBytes: 220_000,
  idLength: 255,
  sectionText: 3000,
  sectionField: 2000,
  sectionFields: 10,
  headerText: 150,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2000,
  buttonUrl: 3000,
  optionText: 75,
  optionValue: 75,
  options: 100,
  optionGroups: 100,
  groupLabel: 75,
  placeholder: 150,
  label: 2000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  modalTitle: 24,
  privateMetadata: 3000,
  tableCell: 300,
  messageTopText: 3500,
  inputText: 3000,
} as const;

/** How much of a list a card shows before it counts the rest; ours, for the reader's sake. */
export const SHOWN = {
  tableRows: 6,
  attention: 12,
  notes: 4,
  invoicesNamed: 5,
  failed: 6,
  differences: 5,
  decisions: 6,
  currencies: 5,
  /** Organisations in the list on a card; more are chosen in a window. */
  organisations: 25,
  companiesOnPage: 10,
  previewLines: 12,
  /** Of them in one block. */
  previewLinesTogether: 4,
  runs: 10,
  /** Options over all selects of a modal, so that the view stays below its size. */
  modalOptions: 1200,
} as const;
