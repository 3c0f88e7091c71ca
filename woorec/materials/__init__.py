"""The Materials section of the Studio."""
