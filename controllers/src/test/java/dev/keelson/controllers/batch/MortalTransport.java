package dev.keelson.controllers.batch;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.TransportFailure;
import java.util.concurrent.atomic.AtomicInteger;

/** Dies right after a write: the server has done it, and whoever wrote never hears of it. */
final class MortalTransport implements ApiTransport {
  private static final int NEVER = Integer.MAX_VALUE;

  private final ApiTransport transport;
  private final AtomicInteger writesLeft = new AtomicInteger(NEVER);

  MortalTransport(ApiTransport transport) {
    this.transport = transport;
  }

  void dieAfterWrites(int count) {
    writesLeft.set(count);
  }

  boolean isDead() {
    return writesLeft.get() <= 0;
  }

  private void check() {
    if (isDead()) {
      throw TransportFailure.broken("dead", null);
    }
  }

  @Override
  public ApiReply send(ApiCall call) {
    check();
    if (call.method().equals("GET")) {
      return transport.send(call);
    }
    int left = writesLeft.getAndUpdate(now -> now == NEVER ? NEVER : now - 1);
    if (left <= 0) {
      throw TransportFailure.broken("dead", null);
    }
    ApiReply reply = transport.send(call);
    check();
    return reply;
  }

  @Override
  public EventStream watch(ApiCall call) {
    check();
    return transport.watch(call);
  }

  @Override
  public void close() {
    transport.close();
  }
}
