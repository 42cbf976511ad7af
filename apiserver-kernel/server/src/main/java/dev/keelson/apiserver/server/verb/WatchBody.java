package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.storage.WatchEvent;
import dev.keelson.apiserver.server.storage.WatchFeed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A watch as bytes: one frame an event. */
final class WatchBody implements BodyStream {
  /** Frames in one answer of {@link #poll}: what a connection writes without looking up. */
  private static final int MOST = 256;

  private final WatchFeed feed;
  private final Rendering rendering;
  private boolean isFirst = true;

  WatchBody(WatchFeed feed, Rendering rendering) {
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
    for (int i = 0; i < MOST; i++) {
      switch (feed.poll()) {
        case WatchFeed.Next.Event(WatchEvent event) -> pieces.addAll(frame(event));
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

  private List<ByteBuffer> frame(WatchEvent event) {
    boolean isHead = isFirst;
    isFirst = false;
    return switch (event) {
      case WatchEvent.Changed(var type, var stored) ->
          rendering.event(type.name(), stored, isHead);
      case WatchEvent.Bookmark(long revision, boolean endsInitialEvents) ->
          rendering.frame("BOOKMARK", rendering.bookmark(revision, endsInitialEvents, isHead));
      case WatchEvent.Failed(var status) -> rendering.frame("ERROR", status.toJson());
    };
  }

  @Override
  public void close() {
    feed.close();
  }
}
