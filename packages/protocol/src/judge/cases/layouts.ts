/** Where a field stands in the words of a leaf or header. */
export interface Field {
  name: string;
  word: number;
  /** Bits from the word's highest down. */
  from: number;
  bits: number;
}

/** Lays fields out from the page's notation: a text a word, `name:bits`, or a whole word's name. */
function layout(...words: string[]): Field[] {
  return words.flatMap((text, word) => {
    let from = 0;
    return text.split(" ").map((part) => {
      const [name = "", size = "256"] = part.split(":");
      // An address stands at its word's low end.
      if (name === "device" || name === "baselineDevice")
        return { name, word, from: 96, bits: 160 };
      const field = { name, word, from, bits: Number(size) };
      from += field.bits;
      return field;
    });
  });
}

/** The leaves and headers of docs/COMMITMENTS.md, apart from the code that reads and writes them. */
export const LAYOUTS = {
  order: layout(
    "tag:64 slot:32 index:32 account:32 side:8 v:8 padding:80",
    "salt",
    "limitPrice:64 energy:64 nonce:64 padding:64",
    "device",
    "r",
    "s",
  ),
  fill: layout(
    "tag:64 slot:32 index:32 previous:32 padding:96",
    "salt",
    "fill:64 bought:64 sold:64 accountBought:64",
    "accountSold:64 bidOffered:64 bidFilled:64 askOffered:64",
    "askFilled:64 start:64 padding:128",
    "moneyStart:128 moneyEnd:128",
    "accountMoney:128 padding:128",
  ),
  reading: layout(
    "tag:64 slot:32 index:32 account:32 previous:32 quality:8 rule:8 v:8 begins:8 padding:32",
    "salt",
    "imported:64 exported:64 importRegister:64 exportRegister:64",
    "signedImport:64 signedExport:64 accountImported:64 accountExported:64",
    "totalImported:64 totalExported:64 importBefore:64 exportBefore:64",
    "device",
    "r",
    "s",
  ),
  begun: layout(
    "tag:64 slot:32 index:32 account:32 previous:32 quality:8 rule:8 v:8 begins:8 padding:32",
    "salt",
    "imported:64 exported:64 importRegister:64 exportRegister:64",
    "signedImport:64 signedExport:64 accountImported:64 accountExported:64",
    "totalImported:64 totalExported:64 importBefore:64 exportBefore:64",
    "device",
    "r",
    "s",
    "baselineQuality:8 baselineV:8 padding:80 baselineDevice",
    "baselineR",
    "baselineS",
  ),
  line: layout(
    "tag:64 slot:32 index:32 lastOrder:32 lastReading:32 padding:64",
    "salt",
    "contractedBuy:64 contractedSell:64 imported:64 exported:64",
    "deliveredBuy:64 deliveredSell:64 sharedBuy:64 sharedSell:64",
    "sumContractedBuy:64 sumContractedSell:64 sumImported:64 sumExported:64",
    "sumWeightBuy:64 sumWeightSell:64 sumDeliveredBuy:64 sumDeliveredSell:64",
    "sumSharedBuy:64 sumSharedSell:64 offered:64 sumOffered:64",
    "trade:128 sharing:128",
    "supplier:128 fee:128",
    "sumTrade:128 sumSharing:128",
    "sumSupplier:128 sumFee:128",
  ),
  key: layout("tag:64 index:32 keyPpm:32 sumKeyPpm:32 padding:96", "salt", "padding", "padding"),
  period: layout(
    "tag:64 period:32 index:32 slots:32 padding:96",
    "salt",
    "carryIn:128 delta:128",
    "ledgerDelta:128 carryOut:128",
    "sumLedgerDelta:128 padding:128",
    "slotsRoot",
  ),
  periodSlot: layout(
    "tag:64 slot:32 account:32 padding:128",
    "salt",
    "total:128 sumTotal:128",
    "padding",
  ),
  bookHeader: layout("tag:64 slot:32 orders:32 padding:128", "bookRoot"),
  clearingHeader: layout(
    "tag:64 slot:32 orders:32 rulesVersion:32 padding:96",
    "price:64 energy:64 bidIndex:32 askIndex:32 bidCutIndex:32 askCutIndex:32",
    "bidPrice:64 askPrice:64 bidFill:64 askFill:64",
    "bidFilled:64 bidOffered:64 askFilled:64 askOffered:64",
    "bidCut:64 askCut:64 padding:128",
    "bookRoot",
    "fillRoot",
    "dataHash",
  ),
  meteringHeader: layout(
    "tag:64 slot:32 version:32 meters:32 accounts:32 rulesVersion:32 padding:32",
    "price:64 sharingPrice:64 delivered:64 shared:64",
    "weightBuy:64 weightSell:64 imported:64 exported:64",
    "deliveredBuyCut:64 deliveredSellCut:64 sharedBuyCut:64 sharedSellCut:64",
    "deliveredBuyCutIndex:32 deliveredSellCutIndex:32 sharedBuyCutIndex:32 sharedSellCutIndex:32 offered:64 contracted:64",
    "clearingHash",
    "readingRoot",
    "lineRoot",
    "dataHash",
  ),
} as const;

export type Kind = keyof typeof LAYOUTS;

/** The field of a name; padding has several, of which this is the first. */
export function fieldOf(kind: Kind, name: string): Field {
  const field = LAYOUTS[kind].find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`${kind} has no field ${name}`);
  return field;
}

/** A field's bits as an unsigned number. */
export function readField(words: Uint8Array, { word, from, bits }: Field): bigint {
  let value = 0n;
  const start = word * 32 + from / 8;
  for (let i = 0; i < bits / 8; i++) value = (value << 8n) | BigInt(words[start + i] as number);
  return value;
}

/** Words with other bits in one field; a number that does not fit is cut off. */
export function withField(
  words: Uint8Array,
  { word, from, bits }: Field,
  value: bigint,
): Uint8Array {
  const changed = words.slice();
  let rest = BigInt.asUintN(bits, value);
  for (let i = word * 32 + (from + bits) / 8 - 1; i >= word * 32 + from / 8; i--) {
    changed[i] = Number(rest & 255n);
    rest >>= 8n;
  }
  return changed;
}

/** Words with fields set by name. */
export function withFields(
  kind: Kind,
  words: Uint8Array,
  values: Readonly<Record<string, bigint | number>>,
): Uint8Array {
  let changed = words;
  for (const [name, value] of Object.entries(values)) {
    changed = withField(changed, fieldOf(kind, name), BigInt(value));
  }
  return changed;
}

/** A field of words by name, as a signed number. */
export function signedField(kind: Kind, words: Uint8Array, name: string): bigint {
  const field = fieldOf(kind, name);
  return BigInt.asIntN(field.bits, readField(words, field));
}
