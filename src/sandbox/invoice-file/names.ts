/** Names for what a file leaves out. The same id always gets the same name. */
const first =
  'Amber Beacon Birch Cedar Clover Coral Crane Dawn Dune Elm Falcon Fern Flint Glade Grove Harbour Hazel Heron Ivy Juniper Kite Lark Linden Lumen Maple Meadow Mint Nova Oak Orchard Pebble Pine Quarry Reed River Robin Sage Slate Sorrel Thistle Tidal Vale Willow Wren'.split(
    ' ',
  );
const second =
  'Architects Bakery Books Catering Clinic Coaching Dental Design Energy Engineering Finance Foods Garage Gardens Hotels Interiors Joinery Labs Legal Logistics Media Nursery Optics Partners Pharmacy Print Property Roofing School Studios Surveyors Travel Trust Vets Works'.split(
    ' ',
  );
const people =
  'Ada Ben Carla Dinesh Elif Femi Greta Hugo Ines Jonas Kira Liam Mina Noor Olga Pavel Quentin Rosa Sami Tess Ugo Vera Wim Yara Zoe'.split(
    ' ',
  );
const families =
  'Adler Brandt Costa Dahl Evans Fischer Garcia Hansen Ito Jansen Kaya Larsen Moreau Novak Ortega Peters Quist Rossi Santos Thorne Ueda Vogel Weber Young Zeman'.split(
    ' ',
  );

const pick = (list: string[], number: number) => list[number % list.length] ?? '';

export function companyName(id: number): string {
  return `${pick(first, id * 7)} ${pick(second, Math.floor(id / first.length) + id * 3)}`;
}

export function personName(id: number): string {
  return `${pick(people, id * 3)} ${pick(families, id * 11 + 5)}`;
}

/** `Fern & Söhne` becomes `fern-sohne`; a name without Latin letters its id. */
export function mailDomain(name: string, id: number): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `${slug || `company-${id}`}.example`;
}

/** What a line of a kind is called, which billing code it would have, and whose work it is. */
export interface LineKind {
  itemName: string;
  billingCode: string;
  division: string;
}

const kinds: [RegExp, LineKind][] = [
  [
    /labou?r/i,
    { itemName: 'Engineer time', billingCode: 'Engineer time', division: 'Professional Services / Projects' },
  ],
  [
    /recurring|contract|service|subscription/i,
    { itemName: 'Managed service', billingCode: 'Managed services', division: 'Managed Services / Support' },
  ],
  [/expense/i, { itemName: 'Expenses', billingCode: 'Expenses', division: 'Professional Services / Projects' }],
  [
    /milestone|project/i,
    { itemName: 'Project work', billingCode: 'Project work', division: 'Professional Services / Projects' },
  ],
];
const otherKind: LineKind = {
  itemName: 'Goods and licences',
  billingCode: 'Goods and licences',
  division: 'Supply / Hardware & Licences',
};

export function lineKind(type: string | undefined): LineKind {
  return kinds.find(([pattern]) => pattern.test(type ?? ''))?.[1] ?? otherKind;
}

/** Wares of an MSP, one for each billing code that has only a number. */
export const wares = [
  'Managed support',
  'Microsoft 365',
  'Endpoint security',
  'Backup',
  'Hosting',
  'Domain names',
  'Connectivity',
  'Telephony',
  'Engineer time',
  'Hardware',
  'Licences',
  'Monitoring',
];
