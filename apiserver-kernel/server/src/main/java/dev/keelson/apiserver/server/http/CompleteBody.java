package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.BodyStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A whole answer, pulled in parts: a list of 30 MB never stands in a socket's queue at once. */
final class CompleteBody implements BodyStream {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Iterator<ByteBuffer> rest;
  private ByteBuffer current = NOTHING;

  CompleteBody(ApiResponse.Complete response) {
    this.rest = response.body().iterator();
  }

  @Override
  public void onReady(Runnable wake) {
    // never out of bytes before its end
  }

  @Override
  public Next poll() {
    List<ByteBuffer> part = new ArrayList<>();
    int left = Batch.BYTES;
    while (left > 0 && hasCurrent()) {
      int size = Math.min(left, current.remaining());
      part.add(current.slice(current.position(), size));
      current.position(current.position() + size);
      left -= size;
    }
    return part.isEmpty() ? new Next.End() : new Next.Bytes(part);
  }

  private boolean hasCurrent() {
    while (!current.hasRemaining() && rest.hasNext()) {
      current = rest.next().duplicate();
    }
    return current.hasRemaining();
  }

  @Override
  public void close() {
    // holds nothing that needs it
  }
}
