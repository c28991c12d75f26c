// The menu of tools: filled by tools/.
export function ToolMenu() {
  return null;
}
