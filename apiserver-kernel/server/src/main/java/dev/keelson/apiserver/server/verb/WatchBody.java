package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.WatchFeed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A watch as bytes: one frame an event. */
final class WatchBody implements BodyStream {
  /** Frames in one answer of {@link #poll}: what a connection writes without looking up. */
  static final int MOST = 256;

  private final WatchFeed feed;
  private final Rendering rendering;
  private final int most;
  private boolean isFirst = true;

  /**
   * @param most events in one answer of {@link #poll}
   */
  WatchBody(WatchFeed feed, Rendering rendering, int most) {
    this.most = most;
    this.feed = feed;
    this.rendering = rendering;
  }

  @Override
  public void onReady(Runnable wake) {
    feed.onReady(wake);
  }

  @Override
  public Next poll() {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      switch (feed.poll()) {
        case WatchFeed.Next.Change(WatchFeed.Type type, Stored stored) ->
            pieces.addAll(rendering.event(type.name(), stored, isHead()));
        case WatchFeed.Next.Bookmark(long revision, boolean endsInitialEvents) ->
            pieces.addAll(
                rendering.frame(
                    "BOOKMARK", rendering.bookmark(revision, endsInitialEvents, isHead())));
        case WatchFeed.Next.Failure(ApiStatus status) ->
            pieces.addAll(rendering.frame("ERROR", status.toJson()));
        case WatchFeed.Next.Nothing _ -> {
          return pieces.isEmpty() ? new Next.Nothing() : new Next.Bytes(pieces);
        }
        case WatchFeed.Next.End _ -> {
          return pieces.isEmpty() ? new Next.End() : new Next.Bytes(pieces);
        }
      }
    }
    return new Next.Bytes(pieces);
  }

  /** Whether it is the first: of a table only the first frame tells the columns. */
  private boolean isHead() {
    boolean isHead = isFirst;
    isFirst = false;
    return isHead;
  }

  @Override
  public void close() {
    feed.close();
  }
}
