package dev.keelson.controllers;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.TransportFailure;
import java.util.concurrent.CountDownLatch;

/**
 * Carries so many writes, and nothing from then on. The last one is done, but its answer is lost:
 * as if the process had died right after. Events do not count.
 */
final class MortalTransport implements ApiTransport {
  private final ApiTransport next;
  private final CountDownLatch death = new CountDownLatch(1);
  private int left;

  /**
   * @param writes at least 1
   */
  MortalTransport(ApiTransport next, int writes) {
    this.next = next;
    this.left = writes;
  }

  /** One write at a time, so that none is under way beside the last. */
  @Override
  public ApiReply send(ApiCall call) {
    if (call.method().equals("GET") || call.path().contains("/events")) {
      checkAlive();
      return next.send(call);
    }
    synchronized (this) {
      checkAlive();
      ApiReply reply = next.send(call);
      left--;
      if (left == 0) {
        death.countDown();
        throw dead();
      }
      return reply;
    }
  }

  @Override
  public EventStream watch(ApiCall call) {
    checkAlive();
    return next.watch(call);
  }

  boolean isDead() {
    return death.getCount() == 0;
  }

  private void checkAlive() {
    if (isDead()) {
      throw dead();
    }
  }

  private static TransportFailure dead() {
    return TransportFailure.broken("the process is dead", null);
  }

  @Override
  public void close() {
    next.close();
  }
}
