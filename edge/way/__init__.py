"""Where a person is and how they get somewhere: a map, call-outs, a beacon, breadcrumbs."""
