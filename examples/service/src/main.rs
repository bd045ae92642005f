//! An example of a service that links `ocop`.

fn main() {}
