import { resources } from './catalogue.ts'

const named: readonly (string | null)[] = [
  'Update',
  'CheckKeys',
  'ListInstitutions',
  'DetailInstitution',
  'ListLinks',
  'RegisterLink',
  'PatchLinks',
  'DetailLink',
  'ModifyLinkDataRetrieval',
  'UpdateLink',
  'DestroyLink',
  'RefreshHistoricalDataForLink',
  'GenerateWidgetAccessToken',
  'ListConsents',
  'DetailConsent',
  ...resources.flatMap(({ operations: own, part }) => [...Object.values(own), part?.operation ?? null]),
]

/** The operations of the API by name, and `Update` for what runs by itself: what a rule can be about. */
export const operations: ReadonlySet<string> = new Set(named.filter((name) => name !== null))
