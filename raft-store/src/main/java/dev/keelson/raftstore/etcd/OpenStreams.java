package dev.keelson.raftstore.etcd;

import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Every stream that is open, so that a server which stops can end them: they would never end by
 * themselves, and a client that is told at once goes on elsewhere at once.
 */
final class OpenStreams {
  private final Set<Consumer<Status>> open = ConcurrentHashMap.newKeySet();

  /** {@code cut} runs on any thread; run the answer when the stream has ended. */
  Runnable add(Consumer<Status> cut) {
    open.add(cut);
    return () -> open.remove(cut);
  }

  void cutAll(Status why) {
    for (Consumer<Status> cut : open) {
      try {
        cut.accept(why);
      } catch (RejectedExecutionException e) {
        // Its event loop has stopped, and the connection with it.
        open.remove(cut);
      }
    }
  }
}
