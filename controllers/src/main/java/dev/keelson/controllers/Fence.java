package dev.keelson.controllers;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.Withdrawal;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets calls through until it is shut, then none: who has lost the lead writes nothing more,
 * whatever its workers were about to do. Thread-safe.
 */
final class Fence implements ApiTransport {
  private final ApiTransport behind;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private int underWay;
  private boolean isShut;

  Fence(ApiTransport behind) {
    this.behind = behind;
  }

  @Override
  public ApiReply send(ApiCall call) {
    enter();
    try {
      return behind.send(call);
    } finally {
      leave();
    }
  }

  @Override
  public EventStream watch(ApiCall call) {
    enter();
    try {
      return behind.watch(call);
    } finally {
      leave();
    }
  }

  /** An answer rather than a failure of the way, which would be tried again. */
  private void enter() {
    lock.lock();
    try {
      if (isShut) {
        throw Withdrawal.because("the controllers are being closed");
      }
      underWay++;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      underWay--;
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param bound for calls that are under way, of the machine's time
   * @return whether they all have ended
   */
  boolean shut(Duration bound) {
    lock.lock();
    try {
      isShut = true;
      long rest = bound.toNanos();
      while (underWay > 0 && rest > 0) {
        rest = left.awaitNanos(rest);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return isIdle();
  }

  private boolean isIdle() {
    lock.lock();
    try {
      return underWay == 0;
    } finally {
      lock.unlock();
    }
  }

  /** The way itself belongs to whoever opened it. */
  @Override
  public void close() {
    shut(Duration.ZERO);
  }
}
