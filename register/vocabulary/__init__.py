"""What may be said: code lists, forms, instruments and the count plan."""
