//! A cached answer that carries a tag.

use neurmatic_cache::{Entry, Namespace, Tag, Tier, Wanted};
use neurmatic_http::Services;

/// The namespace that it lies in.
pub(crate) const NAMESPACE: &str = "test-list";

static LIST: Namespace = Namespace::new(NAMESPACE, Tier::Warm);

/// Asks for it, and says whether it had to be loaded.
pub(crate) async fn is_loaded(services: &Services, tag: &Tag) -> bool {
    let mut loaded = false;
    let load = async || {
        loaded = true;
        Ok::<_, std::convert::Infallible>(Entry::found("text/plain", "list", None, vec![tag.clone()]))
    };
    services.cache.get_or_load(LIST.key(&[tag.as_str()]), Wanted::new(None, None), load).await.unwrap();
    loaded
}
