"""Pages under /daten/bearbeiten/."""
