// A picture that can't be used; the message tells the reader why.
export class Refusal extends Error {}
