import { z } from 'zod';
import type { BrandingTheme } from '../domain/types.ts';
import type { XeroCall } from './xero-call.ts';

const answer = z.object({
  BrandingThemes: z.array(
    z.object({ BrandingThemeID: z.string().transform((id) => id.toLowerCase()), Name: z.string().nullish() }),
  ),
});

/** How documents look when they are printed or mailed. https://developer.xero.com/documentation/api/accounting/brandingthemes */
export async function readBrandingThemes(call: XeroCall, organisationId: string): Promise<BrandingTheme[]> {
  const { BrandingThemes } = await call({
    organisationId,
    what: 'GET BrandingThemes',
    answer,
    send: (api, tenant) => api.getBrandingThemes(tenant),
  });
  return BrandingThemes.map(({ BrandingThemeID: id, Name }) => ({ id, name: Name ?? '' }));
}
