package dev.keelson.raftstore;

import dev.keelson.raftstore.RaftStoreConfig.InitialMember;
import dev.keelson.raftstore.member.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One member of a new cluster, whose data directory is to be made of a state that lies elsewhere.
 *
 * @param dataDir missing or empty; a live member's is never written over
 */
record NewMember(
    String name, Path dataDir, List<InitialMember> initialCluster, String clusterToken) {
  /** Makes the directory what it is to be. */
  interface Making {
    void make(Identity identity, DataDirectory directory) throws IOException;
  }

  /**
   * Throws {@link CannotStart} where the directory holds anything or the name is not in the list.
   */
  Identity check() throws IOException {
    Identity identity = Bootstrap.identity(name, initialCluster, clusterToken);
    if (Files.exists(dataDir)) {
      try (Stream<Path> entries = Files.list(dataDir)) {
        if (entries.findAny().isPresent()) {
          throw notEmpty();
        }
      }
    }
    return identity;
  }

  /**
   * All or nothing: what was made is removed where it fails. Of several at once one makes it; the
   * others are refused, and touch nothing of what is not theirs.
   */
  void make(Identity identity, Making making) throws IOException {
    boolean made = !Files.exists(dataDir);
    try (DataDirectory directory = DataDirectory.open(dataDir)) {
      if (!directory.isBlank()) {
        throw notEmpty();
      }
      try {
        making.make(identity, directory);
      } catch (IOException | RuntimeException e) {
        directory.discard(made);
        throw e;
      }
    }
  }

  private CannotStart notEmpty() {
    return new CannotStart(
        "data-dir \""
            + dataDir
            + "\" not empty or could not be read: restore into a new directory, a live member's is"
            + " never written over");
  }
}
