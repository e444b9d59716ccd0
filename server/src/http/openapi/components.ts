import type { TSchema } from 'typebox'
import { recordKinds } from '../../../../contract/catalogue.ts'
import { consentSchema } from '../../../../contract/consents.ts'
import { keySchema, newKeySchema, requestSchema, workspaceSchema } from '../../../../contract/enlace.ts'
import {
  advancedSchema,
  clockSchema,
  deliverySchema,
  linkInsideSchema,
  usageSchema,
} from '../../../../contract/enlace-life.ts'
import { webhookEndpointSchema } from '../../../../contract/enlace-webhooks.ts'
import { formField, institutionSchema } from '../../../../contract/institutions.ts'
import { linkRequest, linkSchema } from '../../../../contract/links.ts'
import { tokenRequired } from '../../../../contract/modify-link.ts'
import { accepted, wireError, wireErrors } from '../../../../contract/replies.ts'
import { businessOwner } from '../../../../contract/resources/owner-business.ts'
import { individualOwner } from '../../../../contract/resources/owner-individual.ts'
import { standardOwner } from '../../../../contract/resources/owners.ts'
import {
  businessMonthlyTaxReturn,
  businessTaxReturn,
  personalMonthlyTaxReturn,
  personalTaxReturn,
} from '../../../../contract/resources/tax-returns.ts'
import { tokenRequest, tokenSchema } from '../../../../contract/token.ts'

/** A schema as it stands in an OpenAPI document. */
export type WireSchema = { readonly [key: string]: unknown }

const named: Readonly<Record<string, TSchema>> = {
  Accepted: accepted,
  Advanced: advancedSchema,
  Clock: clockSchema,
  Consent: consentSchema,
  Delivery: deliverySchema,
  Error: wireError,
  Errors: wireErrors,
  FormField: formField,
  Institution: institutionSchema,
  Key: keySchema,
  Link: linkSchema,
  LinkInside: linkInsideSchema,
  LinkRequest: linkRequest,
  NewKey: newKeySchema,
  OwnerBusiness: businessOwner,
  OwnerIndividual: individualOwner,
  OwnerStandard: standardOwner,
  Request: requestSchema,
  TaxReturnBusiness: businessTaxReturn,
  TaxReturnBusinessMonthly: businessMonthlyTaxReturn,
  TaxReturnPersonal: personalTaxReturn,
  TaxReturnPersonalMonthly: personalMonthlyTaxReturn,
  TokenRequired: tokenRequired,
  Usage: usageSchema,
  WidgetToken: tokenSchema,
  WidgetTokenRequest: tokenRequest,
  WebhookEndpoint: webhookEndpointSchema,
  Workspace: workspaceSchema,
  ...Object.fromEntries(recordKinds.map(({ noun, schema }) => [titleOf(noun.one), schema])),
}

/** `investment transaction` as the name of a schema. */
function titleOf(words: string): string {
  return words.replaceAll(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase())
}

// By their text, as TypeBox copies a schema when it makes it optional.
const nameByText = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(schema), name]))

/**
 * What the operations of one document share. Schemas with a name become references, and are gathered with what they
 * refer to themselves; responses are gathered under the name that they are given.
 */
export class Components {
  readonly schemas: Record<string, WireSchema> = {}
  readonly responses: Record<string, WireSchema> = {}

  translate(schema: TSchema): WireSchema {
    const name = nameByText.get(JSON.stringify(schema))
    if (name === undefined) return this.#inline(schema)
    if (!this.schemas[name]) {
      this.schemas[name] = {}
      this.schemas[name] = this.#inline(schema)
    }
    return { $ref: `#/components/schemas/${name}` }
  }

  share(name: string, response: WireSchema): WireSchema {
    this.responses[name] = response
    return { $ref: `#/components/responses/${name}` }
  }

  #inline(schema: TSchema): WireSchema {
    const { properties, items, anyOf, ...rest } = JSON.parse(JSON.stringify(schema)) as {
      properties?: Record<string, TSchema>
      items?: TSchema
      anyOf?: readonly TSchema[]
    }
    if (anyOf) return { ...rest, ...oneOrNull(anyOf.map((each) => this.translate(each))) }
    return {
      ...typed(rest),
      ...(properties ? { properties: this.#all(properties) } : {}),
      ...(items ? { items: this.translate(items) } : {}),
    }
  }

  #all(properties: Readonly<Record<string, TSchema>>): Record<string, WireSchema> {
    return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, this.translate(schema)]))
  }
}

/** A list of words is text, which TypeBox leaves unsaid. */
const typed = (schema: WireSchema): WireSchema => ('enum' in schema ? { type: 'string', ...schema } : schema)

/** `X or null` in one schema where X has a type of its own: documents are read by people too. */
function oneOrNull(choices: readonly WireSchema[]): WireSchema {
  const [first, second] = choices
  const isSimple = choices.length === 2 && second?.type === 'null' && typeof first?.type === 'string'
  if (!isSimple) return { anyOf: choices }
  return {
    ...first,
    type: [first.type, 'null'],
    ...(Array.isArray(first.enum) ? { enum: [...first.enum, null] } : {}),
  }
}
