//! The HTTP interface: one folder per resource, one file per endpoint.
