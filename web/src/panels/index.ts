// Panels, drawers and sheets signed in with the shell: see app/registry.ts.
export {};
