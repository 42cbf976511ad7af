package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.BodyStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A body whose bytes a test gives by hand. */
final class Tap implements BodyStream {
  final CompletableFuture<Void> ready = new CompletableFuture<>();
  final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** Bytes that the connection took. */
  final AtomicLong pulled = new AtomicLong();

  private final Queue<Next> waiting = new ConcurrentLinkedQueue<>();
  private volatile Runnable wake = () -> {};

  void give(String text) {
    give(text.getBytes(StandardCharsets.UTF_8));
  }

  void give(byte[] bytes) {
    waiting.add(new Next.Bytes(List.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer())));
    wake.run();
  }

  void end() {
    waiting.add(new Next.End());
    wake.run();
  }

  @Override
  public void onReady(Runnable waker) {
    wake = waker;
    ready.complete(null);
  }

  @Override
  public Next poll() {
    Next next = waiting.poll();
    if (next instanceof Next.Bytes(List<ByteBuffer> pieces)) {
      pieces.forEach(piece -> pulled.addAndGet(piece.remaining()));
    }
    return next == null ? new Next.Nothing() : next;
  }

  @Override
  public void close() {
    closed.complete(null);
  }
}
