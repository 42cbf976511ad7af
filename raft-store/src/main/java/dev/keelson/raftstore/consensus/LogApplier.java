package dev.keelson.raftstore.consensus;

import dev.keelson.mvcc.LogPosition;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ReplicatedLog} drives. {@link #apply}, {@link #install} and {@link
 * #leadershipChanged} are called by one thread at a time; an exception out of {@link #apply} or
 * {@link #install} stops the member, naming the entry.
 */
public interface LogApplier {
  /**
   * Last entry that is part of the state, durable or not: where {@link #apply} goes on after it.
   */
  LogPosition applied();

  /** {@code prepared}: what the proposer on this member handed over with the entry, or null. */
  void apply(LogPosition position, byte[] entry, @Nullable Object prepared);

  /**
   * An entry of the log's own (configuration, no-op) took this position; there is nothing to do but
   * to remember it.
   */
  void skip(LogPosition position);

  /**
   * Writes the state into {@code directory}, which does not exist, and says up to which entry it
   * reaches. Called on a background thread while {@link #apply} goes on.
   */
  LogPosition checkpoint(Path directory);

  /**
   * Replaces the whole state by a checkpoint of another member: the directory may be moved away.
   */
  void install(Path directory);

  /**
   * Answers {@link ReplicatedLog#askLeader}. Any thread, must not block. Called only while this
   * member leads.
   */
  byte[] answer(byte[] question);

  /**
   * Answers a peer that need not be of the cluster, as {@link PeerInquiry} asks. Any thread, must
   * not block, on every member; as far as this one has applied.
   */
  default byte[] tell() {
    return new byte[0];
  }

  /** Told after every change, on a thread of the log. */
  void leadershipChanged(ReplicatedLog.Leadership now);

  /** The member cannot go on (a failed disk, an exception in apply). Last call. */
  void failed(Throwable why);

  /** The log is closed; nothing more will be applied. */
  void closed();
}
