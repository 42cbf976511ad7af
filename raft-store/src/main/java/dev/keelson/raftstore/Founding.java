package dev.keelson.raftstore;

import dev.keelson.mvcc.copy.BadRecord;
import dev.keelson.mvcc.engine.EngineFailure;
import dev.keelson.raftstore.backup.BadSnapshot;
import dev.keelson.raftstore.consensus.Seed;
import dev.keelson.raftstore.member.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Makes a member's directory that begins with a state. All or nothing: until the last step the
 * directory is marked as unfinished and has no identity, so no member starts from it.
 */
final class Founding {
  /** Where the state comes from. */
  interface State {
    /**
     * Makes a store in {@code build}, which does not exist, durable and closed, that stands at
     * {@link Seed#POSITION}. {@code scratch} exists, for temporary files.
     */
    void make(Path build, Path scratch) throws IOException;
  }

  private final DataDirectory directory;

  Founding(DataDirectory directory) {
    this.directory = directory;
  }

  /** Throws {@link BadSnapshot} where the state is no history. */
  void found(Identity identity, State state) throws IOException {
    directory.begin();
    Path build = directory.fresh("build");
    Path scratch = directory.fresh("scratch");
    Files.createDirectory(scratch);
    try {
      state.make(build, scratch);
    } catch (BadRecord e) {
      throw new BadSnapshot(String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException | EngineFailure e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(e.getMessage() + ": " + cause.getMessage(), e);
    }
    remove(scratch);
    force(build);
    Seed.plant(build, directory.log(), identity.clusterId());
    force(directory.log());
    directory.write(identity);
    directory.finished();
  }

  /** No error if it is not there. */
  static void remove(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void force(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.toList()) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }
}
