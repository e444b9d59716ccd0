import type { SourceRecord } from '../../connectors/contract.ts'
import { categorise } from '../../domain/enrichment/categorise.ts'
import type { ReadPart } from '../updates/read-resources.ts'

/**
 * Says of every transaction that was read what it was for, where the institution does not say it itself; the accounts
 * that were read with it help.
 */
export function categoriseVisit(parts: readonly ReadPart[]): readonly ReadPart[] {
  const accounts = parts.find(({ resource }) => resource.name === 'ACCOUNTS')?.source ?? []
  const categories = new Map(accounts.map(({ key, body }) => [key, body.category as string | null]))
  return parts.map((part) =>
    part.resource.name === 'TRANSACTIONS'
      ? { ...part, source: part.source.map((record) => categorised(record, categories.get(record.account ?? ''))) }
      : part,
  )
}

function categorised(record: SourceRecord, accountCategory: string | null | undefined): SourceRecord {
  const { body } = record
  if (body.category !== null) return record
  const counterparty = body.counterparty as { readonly type?: 'INDIVIDUAL' | 'COMPANY' | null } | null
  const { category, subcategory, merchant } = categorise({
    description: body.description as string | null,
    type: body.type as 'INFLOW' | 'OUTFLOW' | null,
    accountCategory: accountCategory ?? null,
    mcc: body.mcc as number | null,
    operationType: body.operation_type as string | null,
    counterpartyType: counterparty?.type ?? null,
  })
  const shown = merchant && { logo: null, website: merchant.website, merchant_name: merchant.name }
  return { ...record, body: { ...body, category, subcategory, merchant: body.merchant ?? shown } }
}
