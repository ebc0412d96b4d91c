"""What may be said: code lists, form fields, instruments and count plans, as versioned data. Knows nothing about what anybody answered."""
