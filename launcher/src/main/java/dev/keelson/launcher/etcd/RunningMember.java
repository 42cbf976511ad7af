package dev.keelson.launcher.etcd;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A member that was started: what the command needs of it. Closing hands leadership on. */
interface RunningMember extends AutoCloseable {
  /** How a plan becomes a member. */
  @FunctionalInterface
  interface Starter {
    /**
     * Opens store and listeners; does not wait for a leader.
     *
     * @throws Exception it cannot be started; the message says why in one line
     */
    RunningMember start(MemberPlan plan) throws Exception;
  }

  /** Waits at most {@code limit} for a leader and for reads to be safe; true once they are. */
  boolean awaitReady(Duration limit) throws InterruptedException;

  /** Completes, never exceptionally, with the reason when the member cannot go on. */
  CompletableFuture<Throwable> failure();

  @Override
  void close() throws Exception;
}
