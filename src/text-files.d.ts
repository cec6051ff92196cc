/** Files that the program carries inside itself: text by `with { type: "text" }`, a path by `with { type: "file" }`. */
declare module "*.sql" {
  const text: string;
  export default text;
}
declare module "*.css" {
  const path: string;
  export default path;
}
declare module "*.min.js" {
  const path: string;
  export default path;
}
declare module "*/assets/live.js" {
  const path: string;
  export default path;
}
declare module "*.svg" {
  const path: string;
  export default path;
}
declare module "*/assets/keys.js" {
  const path: string;
  export default path;
}
