//! x
mod codes; mod digest; mod seal; mod report; pub use seal::*; pub use report::*;
mod criteria;
mod dates;
mod load;
mod points;
mod reason;
mod regulation;
mod rules;
mod star;
mod catalog; mod sheet; mod score; mod council; mod rank; mod case; mod procedure;
pub use codes::*; pub use criteria::*; pub use dates::*; pub use points::*; pub use reason::*; pub use regulation::*; pub use rules::*; pub use star::*;
pub use catalog::*; pub use sheet::*; pub use council::*; pub use rank::*; pub use case::*; pub use procedure::*;
pub use load::diagnostic::*;
pub use load::node::MAX_DOCUMENT_BYTES;
