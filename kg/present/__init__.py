"""Pure functions from an advice to what a person sees; nothing here imports a face."""
