package dev.keelson.nodeagent.pod;

import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.ProbeAnswer;
import dev.keelson.nodeagent.spec.ProbeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * One probe of one run of a container. It is asked each period, as kubelet asks; but where the
 * answer is known to stay as it is and has been counted, the next question waits until it may
 * change, so that a healthy container costs no timer.
 */
final class ProbeRun {
  /** Questions at once, when time has jumped. */
  private static final int MOST = 1_000;

  private final ProbeSpec.Kind kind;
  private Instant next;
  private boolean isSuccess;
  private boolean isKnown;
  private boolean lastAnswer;
  private int inARow;

  /** That were known when it was last asked. */
  private int writes;

  /** Startup is unknown at first, liveness well, readiness not. */
  ProbeRun(ProbeSpec.Kind kind, ProbeSpec spec, Instant startedAt) {
    this.kind = kind;
    this.next = startedAt.plus(spec.initialDelay());
    this.isSuccess = kind == ProbeSpec.Kind.LIVENESS;
    this.isKnown = kind != ProbeSpec.Kind.STARTUP;
  }

  /** Not before. */
  void holdUntil(Instant time, ProbeSpec spec) {
    while (next.isBefore(time)) {
      long periods = 1 + (Duration.between(next, time).toNanos() - 1) / spec.period().toNanos();
      next = next.plus(spec.period().multipliedBy(periods));
    }
  }

  /** With {@code unhealthy} for each failure's text. */
  void ask(ProbeSpec spec, ContainerHandle handle, Instant now, Consumer<String> unhealthy) {
    if (handle.writes() != writes) {
      writes = handle.writes();
      next = next == Instant.MAX ? now : next; // What was known to stay may have changed.
    }
    for (int i = 0; i < MOST && !next.isAfter(now) && !isOver(); i++) {
      ProbeAnswer answer = handle.probe(kind, spec, next);
      inARow = answer.isSuccess() == lastAnswer ? inARow + 1 : 1;
      lastAnswer = answer.isSuccess();
      if (!answer.isSuccess()) {
        unhealthy.accept(answer.output());
      }
      int threshold = answer.isSuccess() ? spec.successThreshold() : spec.failureThreshold();
      boolean isSettled = inARow >= threshold;
      if (isSettled) {
        isSuccess = answer.isSuccess();
        isKnown = true;
      }
      if (isSettled && answer.until() == Instant.MAX) {
        next = Instant.MAX;
      } else {
        next = next.plus(spec.period());
        if (isSettled && answer.until().isAfter(next)) {
          holdUntil(answer.until(), spec);
        }
      }
    }
  }

  /** A startup probe that is decided, and a liveness probe that has failed, ask no more. */
  private boolean isOver() {
    return switch (kind) {
      case STARTUP -> isKnown;
      case LIVENESS -> !isSuccess;
      case READINESS -> false;
    };
  }

  boolean isSuccess() {
    return isKnown && isSuccess;
  }

  boolean isFailure() {
    return isKnown && !isSuccess;
  }

  /** {@link Instant#MAX}: nothing more to ask. */
  Instant next() {
    return isOver() ? Instant.MAX : next;
  }
}
