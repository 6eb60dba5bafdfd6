"""The staff desk: pages behind sign-in where officers read cases and answer families."""
