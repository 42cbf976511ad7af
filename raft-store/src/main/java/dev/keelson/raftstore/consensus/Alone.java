package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.LogConfig.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.util.SizeInBytes;
import org.jspecify.annotations.Nullable;

/**
 * Makes a member the only voter of what its log holds, whoever else there was: for a cluster of
 * which nobody else is left. Entries that had not been agreed upon are kept.
 */
public final class Alone {
  private static final String CONFIGURATION = "raft-meta.conf";

  private Alone() {}

  /**
   * Before {@link RatisLog#open}. The configuration is written where Ratis reads it, under the
   * index after the last entry, where its first entry as the leader will stand. Does nothing to a
   * log that has not begun.
   */
  public static void force(LogConfig config) throws IOException {
    Path current =
        config
            .directory()
            .resolve(PeerIds.group(config.clusterId()).getUuid().toString())
            .resolve("current");
    if (!Files.isDirectory(current)) {
      return;
    }
    long last = lastIndex(current, current.resolveSibling("sm"));
    Peer self =
        config.peers().stream().filter(p -> p.id() == config.self()).findFirst().orElseThrow();
    LogEntryProto entry =
        LogEntryProto.newBuilder()
            .setTerm(0)
            .setIndex(last + 1)
            .setConfigurationEntry(
                RaftConfigurationProto.newBuilder()
                    .addPeers(PeerIds.peer(self, 0).getRaftPeerProto()))
            .build();
    Path next = current.resolve(CONFIGURATION + ".next");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(entry.toByteArray());
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, current.resolve(CONFIGURATION), StandardCopyOption.ATOMIC_MOVE);
    Company.write(config, true);
  }

  private static long lastIndex(Path current, Path checkpoints) throws IOException {
    AtomicLong last = new AtomicLong(-1);
    for (Path directory : Directories.children(checkpoints)) {
      Checkpoint.at(directory)
          .ifPresent(found -> last.accumulateAndGet(found.position().index(), Math::max));
    }
    for (Path file : Directories.children(current)) {
      @Nullable LogSegmentPath segment = LogSegmentPath.matchLogSegment(file);
      if (segment != null) {
        LogSegment.readSegmentFile(
            file.toFile(),
            segment.getStartEnd(),
            SizeInBytes.valueOf(ReplicatedLog.MAX_ENTRY_BYTES + (4 << 10)),
            CorruptionPolicy.EXCEPTION,
            null,
            entry -> last.accumulateAndGet(entry.getIndex(), Math::max));
      }
    }
    return last.get();
  }
}
