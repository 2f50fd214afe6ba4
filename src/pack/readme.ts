/** What a pack says of itself to whoever unpacks it. */
export const README = `Dispute pack of a roamsettle settlement: one statement and everything it was worked out from.

  roamsettle verify PACK.zip --key sender.pem

checks the signature and every digest, works the statement out again from this archive alone, and says "equal" or where
it is not. sender.pem is the public key of the sender as you got it on another way; the copy in this archive proves nothing.

manifest.json      run, program, and the size and SHA-256 of every member; manifest.sig is its Ed25519 signature (base64)
public-key.pem     the key that signed
agreements/        the agreement, as it was given
rates.csv          exchange rates of the settlement, as they were given
statement.json     the statement
counted/           statements of earlier months that it counts, where there are any
corrected.json     the statement that it corrects, where there is one
lines.csv          its lines, by segment
ddr.csv            what each device has in each line, with its share
devices.csv        every device of the agreement: what settlement goes by, and what it came to; in IMSI order
measures.csv       ways in which usage is measured; usage.csv: the usage of each device in them
evidence.ndjson    features and evidence of charged devices, one JSON object a line
records.csv        their TAP records, and events.csv their signaling events, with file and place, where they were asked for

docs/pack.md of roamsettle explains every column, and what is proved and what is not.
`;
