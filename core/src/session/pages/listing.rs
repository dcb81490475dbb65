//! A long list as a stream that reads one page after the other.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{Stream, StreamExt, stream};

use crate::{BoxFuture, Error};

/// A way through a list.
pub(super) trait Walk: Send + 'static {
    /// What the list holds.
    type Item: Send + 'static;

    /// Reads the page that follows.
    fn page(&mut self) -> BoxFuture<'_, Result<Page<Self::Item>, Error>>;
}

/// What was new on a page.
pub(super) struct Page<T> {
    /// The new items.
    pub(super) items: Vec<T>,
    /// Nothing follows.
    pub(super) last: bool,
}

/// A list that is read page by page while it is polled. Ends after its last item, or with the first error.
///
/// Nothing is asked before it is polled, and nothing after it is dropped.
#[must_use = "nothing is read unless it is polled"]
pub struct Listing<T>(Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>);

struct Progress<W: Walk> {
    walk: W,
    ready: VecDeque<W::Item>,
    over: bool,
}

impl<T: Send + 'static> Listing<T> {
    pub(super) fn new<W: Walk<Item = T>>(walk: W) -> Self {
        let begin = Progress { walk, ready: VecDeque::new(), over: false };
        let items = stream::unfold(begin, |mut progress| async move {
            loop {
                if let Some(item) = progress.ready.pop_front() {
                    return Some((Ok(item), progress));
                }
                if progress.over {
                    return None;
                }
                match progress.walk.page().await {
                    Ok(page) => {
                        progress.ready = page.items.into();
                        progress.over = page.last;
                    }
                    Err(error) => {
                        progress.over = true;
                        return Some((Err(error), progress));
                    }
                }
            }
        });
        Self(Box::pin(items.fuse()))
    }

    /// The next item; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        self.0.next().await
    }

    /// Reads the rest.
    ///
    /// # Errors
    /// The first one; what was read before it is lost, so prefer [`next`](Self::next) for long lists.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }
}

impl<T> Stream for Listing<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for Listing<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Listing")
    }
}
