import type { Entity } from './fields.ts';
import { picklistValues } from './picklists.ts';
import type { Tables } from './tables.ts';

/** `entityInformation`: what may be done, and how much of it this API user may see. */
export function entityInformation(entity: Entity, tables: Tables, noAccess: string[]) {
  const restricted = entity.path === 'BillingItems' || entity.path === 'Invoices';
  const partly = restricted && tables.tenant().hiddenAssociations.length > 0;
  const access = noAccess.includes(entity.path) ? 'None' : partly ? 'Restricted' : 'All';
  return {
    info: {
      name: entity.name,
      canCreate: false,
      canDelete: false,
      canQuery: true,
      canUpdate: entity.canUpdate,
      userAccessForCreate: 'None',
      userAccessForDelete: 'None',
      userAccessForQuery: access,
      userAccessForUpdate: entity.canUpdate ? access : 'None',
      hasUserDefinedFields: entity.path === 'Companies' || entity.path === 'Contacts',
      supportsWebhookCallouts: entity.path === 'Companies' || entity.path === 'Contacts',
    },
  };
}

/** `entityInformation/fields`. Values of picklists are texts here and numbers on the entity. */
export function fieldInformation(entity: Entity, tables: Tables) {
  return {
    fields: Object.entries(entity.fields).map(([name, field]) => ({
      name,
      dataType: field.dataType,
      length: field.length,
      isRequired: field.isRequired,
      isReadOnly: field.isReadOnly,
      isQueryable: field.isQueryable,
      isReference: field.reference !== null,
      referenceEntityType: field.reference ?? '',
      isPickList: field.picklist !== null,
      picklistValues: field.picklist ? picklistValues(field.picklist, tables) : null,
      picklistParentValueField: '',
      isSupportedWebhookField: false,
    })),
  };
}
