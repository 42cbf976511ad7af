package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiStatus;

/** A watch that was wrong from the beginning: upstream tells that in the stream. */
final class FailedFeed implements WatchFeed {
  private final ApiStatus status;
  private boolean isTold;

  FailedFeed(ApiStatus status) {
    this.status = status;
  }

  @Override
  public void onReady(Runnable wake) {}

  @Override
  public Next poll() {
    if (isTold) {
      return new Next.End();
    }
    isTold = true;
    return new Next.Failure(status);
  }

  @Override
  public void close() {}
}
