package dev.keelson.raftstore.consensus;

import dev.keelson.mvcc.LogPosition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.apache.ratis.server.storage.RaftStorageMetadata;

/**
 * How a member begins with a state instead of with nothing: as if it had received a leader's
 * checkpoint and stopped before it was installed. Its log then begins after the checkpoint, so a
 * member that joins later, with nothing, is sent the state and not the entries alone.
 */
public final class Seed {
  /** Where every seeded log begins: all members of a cluster must begin alike. */
  public static final LogPosition POSITION = new LogPosition(1, 0);

  private Seed() {}

  /**
   * Makes {@code state}, a complete directory that stands at {@link #POSITION}, the beginning of a
   * log that {@link RatisLog#open} has not been called for yet. The state is moved; forcing the log
   * directory to the disk is left to the caller.
   */
  public static void plant(Path state, Path logDirectory, long clusterId) throws IOException {
    Path root = logDirectory.resolve(PeerIds.group(clusterId).getUuid().toString());
    Path checkpoint = Checkpoint.directory(root.resolve("sm"), POSITION);
    Files.createDirectories(checkpoint.getParent());
    Files.move(state, checkpoint, StandardCopyOption.ATOMIC_MOVE);
    // A storage without it Ratis takes as new, and clears.
    Path current = Files.createDirectories(root.resolve("current"));
    Properties metadata = new Properties();
    metadata.setProperty("term", Long.toString(POSITION.term()));
    metadata.setProperty("votedFor", RaftStorageMetadata.getDefault().getVotedFor().toString());
    try (OutputStream out = Files.newOutputStream(current.resolve("raft-meta"))) {
      metadata.store(out, null);
    }
  }
}
