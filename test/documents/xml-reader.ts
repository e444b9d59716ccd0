import { XmlDocument, XmlElement } from 'libxml2-wasm'

const namespaces = {
  cfdi: 'http://www.sat.gob.mx/cfd/4',
  pago20: 'http://www.sat.gob.mx/Pagos20',
  nomina12: 'http://www.sat.gob.mx/nomina12',
  tfd: 'http://www.sat.gob.mx/TimbreFiscalDigital',
  retenciones: 'http://www.sat.gob.mx/esquemas/retencionpago/2',
}

/** An element as a reader of documents sees it: attributes by name, and what stands at a path below it. */
export class Node {
  readonly #element: XmlElement

  constructor(element: XmlElement) {
    this.#element = element
  }

  /** Without its prefix. */
  get name(): string {
    return this.#element.name
  }

  text(attribute: string): string | null {
    return this.#element.attr(attribute)?.value ?? null
  }

  number(attribute: string): number | null {
    const text = this.text(attribute)
    return text === null ? null : Number(text)
  }

  all(path: string): Node[] {
    const found = this.#element.find(path, namespaces)
    return found.flatMap((each) => (each instanceof XmlElement ? [new Node(each)] : []))
  }

  first(path: string): Node | undefined {
    return this.all(path)[0]
  }

  get(path: string): Node {
    const found = this.first(path)
    if (found === undefined) throw new RangeError(`nothing stands at ${path}`)
    return found
  }
}

/** Reads a document with another parser than the one that wrote it; all values are copied before it is let go. */
export function readXml<T>(xml: string, read: (root: Node) => T): T {
  using document = XmlDocument.fromString(xml)
  return read(new Node(document.root))
}
