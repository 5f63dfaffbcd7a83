import type { Row } from './fields.ts';
import { instant } from './json.ts';
import type { Tables } from './tables.ts';

/** The page of Autotask's web client that links open: enough to see that the link led to the right record. */
export function executeCommandPage(query: URLSearchParams, tables: Tables): string {
  const parameter = (name: string) =>
    [...query].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? undefined;
  const code = parameter('Code') ?? '';
  if (code === 'OpenAccount') {
    const company = tables.get('Companies', Number(parameter('AccountID')));
    return company
      ? page(String(company.companyName), [`Organization ${company.id}`, `Phone ${String(company.phone)}`])
      : page('No such organization', [`AccountID ${parameter('AccountID') ?? 'is missing'}`]);
  }
  if (code === 'OpenInvoice') {
    const invoice = tables.get('Invoices', Number(parameter('InvoiceID') ?? parameter('AccountID')));
    if (!invoice) return page('No such invoice', []);
    const company = tables.get('Companies', Number(invoice.companyID));
    return page(`Invoice ${String(invoice.invoiceNumber ?? invoice.id)}`, [
      String(company?.companyName ?? ''),
      `Date ${String(invoice.invoiceDateTime).slice(0, 10)}`,
      `Net ${String(invoice.invoiceTotal)}, tax ${String(invoice.totalTaxValue)}`,
      invoice.webServiceDate ? `Web Service Use Date ${instant(String(invoice.webServiceDate))}` : 'Not processed yet',
    ]);
  }
  return page('Unknown command', [code]);
}

function page(title: string, lines: string[]): string {
  const body = lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)} – Autotask (sandbox)</title><style>body{font:16px/1.5 system-ui;margin:3rem auto;max-width:40rem;padding:0 1rem}small{color:#595959}</style></head><body><main><small>Autotask, as the sandbox has it</small><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What InvoicePdf answers: one page with number and totals, in base64. */
export function invoicePdf(invoice: Row) {
  const number = String(invoice.invoiceNumber || invoice.id);
  const pdf = onePagePdf(
    `Invoice ${number}   net ${String(invoice.invoiceTotal)}   tax ${String(invoice.totalTaxValue)}`,
  );
  return {
    id: invoice.id,
    contentType: 'application/pdf',
    fileName: `Invoice_${number.replace(/[^\w.-]/g, '_')}.pdf`,
    fileSize: pdf.length,
    data: pdf.toString('base64'),
  };
}

function onePagePdf(line: string): Buffer {
  const printable = line.replace(/[^\x20-\x7e]/g, '?').replace(/[\\()]/g, '\\$&');
  const stream = `BT /F1 14 Tf 50 780 Td (${printable}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** Who gets a company's invoices: its billing contacts. */
export function invoiceSettings(company: Row, tables: Tables) {
  const recipients = tables
    .of('Contacts')
    .filter((contact) => contact.companyID === company.id && contact.billingContact && contact.isActive === 1);
  return {
    taxExempt: Boolean(company.isTaxExempt),
    taxRegionId: company.taxRegionID ?? null,
    taxId: company.taxID ?? '',
    invoiceEmailingEnabled: recipients.length > 0,
    contactRecipients: recipients.map((contact) => contact.id),
    resourceRecipients: [],
    otherEmails: '',
  };
}
