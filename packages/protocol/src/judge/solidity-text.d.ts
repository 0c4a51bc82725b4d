/** A contract's source as text, for the tests that compare with it. */
declare module "*.sol?raw" {
  const text: string;
  export default text;
}
