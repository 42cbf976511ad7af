package dev.keelson.launcher.backup;

import dev.keelson.launcher.etcd.BadSetting;
import dev.keelson.launcher.etcd.EtcdUrl;
import dev.keelson.launcher.etcd.InitialCluster;
import dev.keelson.launcher.etcd.OneLine;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import dev.keelson.raftstore.ArchiveRestore;
import dev.keelson.raftstore.CannotStart;
import dev.keelson.raftstore.Restore;
import dev.keelson.raftstore.archive.Archive;
import dev.keelson.raftstore.archive.Goal;
import dev.keelson.raftstore.archive.Stamp;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code keelson restore}: from an archive, to any moment that it holds. */
public final class RestoreCommand {
  private static final String USAGE =
      """
      Usage: keelson restore --archive DIR [--to-revision R | --to-time T] [flags]

      Make the data directory of one member of a new cluster from an archive (etcd --archive-dir).
      Nothing is written but the new directory; a live member's is never written over.

        --archive DIR                 the archive
        --archive-key-file FILE       its key, if it is encrypted
        --to-revision R               the store as it was when revision R had been made
        --to-time T                   the store as it was at T, such as 2026-11-23T14:05:00Z or
                                      2026-11-23T15:05:00.250+01:00, by the clock of the member
                                      that archived; without either: all that the archive holds
        --run NAME                    from this run alone (keelson backup list); of several that
                                      hold R the last begun is taken

        --data-dir DIR                missing or empty (NAME.etcd)
        --name NAME                   of this member (default)
        --initial-cluster LIST        every member (NAME=http://localhost:2380)
        --initial-cluster-token TEXT  (etcd-cluster)
        --initial-advertise-peer-urls LIST   this member's (http://localhost:2380)
        --bump-revision N             move the revision on by N, and count what was before as
                                      compacted, so that watchers list anew (1000000000); 0: keep
                                      revision and history

      For several members run it once for each, with the same moment and the same cluster: give
      --to-revision or --to-time, since what is newest may change while a member still archives.
      Keys with leases come back with the full time of their lease.
      """;

  private final PrintStream out;
  private final PrintStream err;

  public RestoreCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** {@code rest} after "restore"; the exit code. */
  public int run(List<String> rest) {
    try {
      return restore(rest);
    } catch (Misuse misuse) {
      return fail(misuse.line(), Archives.BAD_ARGUMENTS);
    } catch (BadSetting bad) {
      return fail(bad.line(), Archives.FAILED);
    }
  }

  private int fail(String line, int code) {
    err.println("Error: " + line);
    return code;
  }

  private int restore(List<String> rest) {
    Words words =
        Words.of(
            rest,
            Set.of(
                "archive",
                "archive-key-file",
                "to-revision",
                "to-time",
                "run",
                "name",
                "data-dir",
                "initial-cluster",
                "initial-cluster-token",
                "initial-advertise-peer-urls",
                "bump-revision"),
            Set.of("help"),
            Map.of());
    if (words.isGiven("help") || words.arguments().equals(List.of("help"))) {
      out.print(USAGE);
      return 0;
    }
    if (!words.arguments().isEmpty()) {
      throw new Misuse("restore takes flags only, not \"" + words.arguments().getFirst() + "\"");
    }
    Goal goal = goal(words);
    long start = System.nanoTime();
    Progress progress = new Progress(out);
    try {
      Archive archive = Archives.open(words, progress);
      archive.faults().forEach(fault -> err.println("Warning: " + fault.getMessage()));
      ArchiveRestore restore = restore(words, archive, goal);
      Stamp reached = restore.run(told(progress, err));
      out.println(
          "restored revision %d, as of %s, in %.1f s%s"
              .formatted(
                  reached.revision(),
                  reached.time(),
                  (System.nanoTime() - start) / 1e9,
                  restore.bump() == 0
                      ? ""
                      : "; it goes on from revision " + (reached.revision() + restore.bump())));
      out.println(
          "start the member with --name %s --data-dir %s and the same cluster flags"
              .formatted(restore.name(), restore.dataDir()));
      return 0;
    } catch (CannotStart e) {
      return fail(OneLine.of(e), Archives.FAILED);
    } catch (IOException e) {
      return fail(Archives.line(e), Archives.FAILED);
    }
  }

  private static ArchiveRestore restore(Words words, Archive archive, Goal goal) {
    String name = words.text("name", "default");
    InitialCluster cluster =
        InitialCluster.parse(words.text("initial-cluster", name + "=http://localhost:2380"));
    cluster.verify(
        name,
        EtcdUrl.list(words.text("initial-advertise-peer-urls", "http://localhost:2380")),
        true);
    return new ArchiveRestore(
        archive,
        goal,
        words.text("run"),
        name,
        Path.of(words.text("data-dir", name + ".etcd")),
        cluster.initialMembers(),
        words.text("initial-cluster-token", "etcd-cluster"),
        words.number("bump-revision", Restore.DEFAULT_BUMP));
  }

  static Goal goal(Words words) {
    if (words.isGiven("to-revision") && words.isGiven("to-time")) {
      throw new Misuse("--to-revision or --to-time, not both");
    }
    if (words.isGiven("to-revision")) {
      return new Goal.Revision(words.number("to-revision", 0));
    }
    if (!words.isGiven("to-time")) {
      return new Goal.Newest();
    }
    String text = words.text("to-time", "");
    try {
      return new Goal.Time(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new Misuse(
          "--to-time \"%s\" is no time such as 2026-11-23T14:05:00Z (RFC 3339)".formatted(text));
    }
  }

  private static ArchiveRestore.Progress told(Progress progress, PrintStream warnings) {
    return new ArchiveRestore.Progress() {
      @Override
      public void loaded(long records) {
        progress.tell(() -> records + " records of the checkpoint; each is done twice");
      }

      @Override
      public void replayed(long entries, long revision) {
        progress.tell(() -> entries + " log entries replayed, revision " + revision);
      }

      @Override
      public void passedOver(String why) {
        warnings.println(Archives.passedOver(why));
      }
    };
  }
}
