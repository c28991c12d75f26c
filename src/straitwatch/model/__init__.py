"""Words that all stages share: tables, identities, units, faults, errors."""
