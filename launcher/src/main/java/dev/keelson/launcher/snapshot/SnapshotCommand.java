package dev.keelson.launcher.snapshot;

import dev.keelson.launcher.etcd.BadSetting;
import dev.keelson.launcher.etcd.EtcdUrl;
import dev.keelson.launcher.etcd.InitialCluster;
import dev.keelson.launcher.etcd.OneLine;
import dev.keelson.raftstore.CannotStart;
import dev.keelson.raftstore.Restore;
import dev.keelson.raftstore.backup.BadSnapshot;
import dev.keelson.raftstore.backup.EtcdFile;
import dev.keelson.raftstore.backup.FileStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** {@code keelson snapshot save|status|restore FILE}. Exit codes are etcdctl's. */
public final class SnapshotCommand {
  private static final String USAGE =
      """
      Usage: keelson snapshot COMMAND FILE [flags]

        save FILE       Take a snapshot from a running member, ours or real etcd's.
          --endpoints HOST:PORT         the one member to ask (127.0.0.1:2379)
          --cacert --cert --key FILE    for https; --insecure-skip-tls-verify
          --command-timeout DURATION    give up after (never)

        status FILE     Verify a file's structure, and tell what is in it.
          -w, --write-out FORMAT        simple, table, json, fields (simple)

        restore FILE    Make the data directory of one member of a new cluster.
          --data-dir DIR                missing or empty (NAME.etcd)
          --name NAME                   of this member (default)
          --initial-cluster LIST        every member (NAME=http://localhost:2380)
          --initial-cluster-token TEXT  (etcd-cluster)
          --initial-advertise-peer-urls LIST   this member's (http://localhost:2380)
          --bump-revision N             move the revision on by N, and count what was before as
                                        compacted, so that watchers list anew (1000000000); 0: not
          --skip-hash-check             for a file copied from a data directory

      Flags may be given as variables: ETCDCTL_ENDPOINTS for --endpoints.
      """;

  private static final int FAILED = 1;
  private static final int BAD_FEATURE = 4;
  private static final int INTERRUPTED = 5;
  private static final int BAD_ARGUMENTS = 128;
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Set<String> HELP = Set.of("help");

  private final Map<String, String> variables;
  private final PrintStream out;
  private final PrintStream err;

  public SnapshotCommand(Map<String, String> variables, PrintStream out, PrintStream err) {
    this.variables = variables;
    this.out = out;
    this.err = err;
  }

  /** {@code words} after "snapshot"; the exit code. */
  public int run(List<String> words) {
    String command = words.isEmpty() ? "" : words.getFirst();
    List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
    try {
      return switch (command) {
        case "save" -> save(rest);
        case "status" -> status(rest);
        case "restore" -> restore(rest);
        case "help", "--help", "-h" -> help();
        default -> throw new Misuse("unknown command \"" + command + "\" for snapshot");
      };
    } catch (Misuse misuse) {
      return fail(misuse.line(), BAD_ARGUMENTS);
    } catch (BadSetting bad) {
      return fail(bad.line(), FAILED);
    }
  }

  private int help() {
    out.print(USAGE);
    return 0;
  }

  private int fail(String line, int code) {
    err.println("Error: " + line);
    return code;
  }

  private static Path file(Words words, String command) {
    if (words.arguments().size() != 1 || words.arguments().getFirst().isEmpty()) {
      throw new Misuse("snapshot " + command + " requires exactly one argument <filename>");
    }
    return Path.of(words.arguments().getFirst());
  }

  private int save(List<String> rest) {
    Words words =
        Words.of(
            rest,
            Set.of("endpoints", "cacert", "cert", "key", "command-timeout", "dial-timeout"),
            Set.of("insecure-skip-tls-verify", "help"),
            variables);
    if (words.isGiven("help")) {
      return help();
    }
    Path file = file(words, "save");
    try {
      String version = Save.save(Save.source(words), file);
      out.println("Snapshot saved at " + file);
      if (!version.isEmpty()) {
        out.println("Server version " + version);
      }
      return 0;
    } catch (IOException e) {
      return fail(line(e), INTERRUPTED);
    }
  }

  private int status(List<String> rest) {
    Words words = Words.of(rest, Set.of("write-out"), HELP, variables);
    if (words.isGiven("help")) {
      return help();
    }
    Path file = file(words, "status");
    String format = words.text("write-out", "simple");
    if (!Set.of("simple", "table", "json", "fields").contains(format)) {
      return fail("unsupported output format", BAD_FEATURE);
    }
    try (EtcdFile etcd = EtcdFile.open(file)) {
      out.println(StatusText.of(FileStatus.of(etcd), format));
      return 0;
    } catch (IOException e) {
      return fail(line(e), FAILED);
    }
  }

  private int restore(List<String> rest) {
    Words words =
        Words.of(
            rest,
            Set.of(
                "name",
                "data-dir",
                "initial-cluster",
                "initial-cluster-token",
                "initial-advertise-peer-urls",
                "bump-revision",
                "initial-memory-map-size"),
            Set.of("skip-hash-check", "mark-compacted", "help"),
            Map.of());
    if (words.isGiven("help")) {
      return help();
    }
    Restore restore = restore(words, file(words, "restore"));
    long start = System.nanoTime();
    out.println("restoring snapshot %s into %s".formatted(restore.file(), restore.dataDir()));
    try {
      restore.run(progress());
    } catch (CannotStart e) {
      return fail(OneLine.of(e), FAILED);
    } catch (IOException e) {
      return fail(line(e), FAILED);
    }
    out.println(
        "restored snapshot in %.1f s: start the member with --name %s --data-dir %s and the same cluster flags"
            .formatted((System.nanoTime() - start) / 1e9, restore.name(), restore.dataDir()));
    return 0;
  }

  private static Restore restore(Words words, Path file) {
    String name = words.text("name", "default");
    long bump = words.number("bump-revision", Restore.DEFAULT_BUMP);
    boolean marked = words.isGiven("mark-compacted") ? words.isSet("mark-compacted") : bump > 0;
    if (marked != bump > 0) {
      throw new Misuse("--mark-compacted required if --bump-revision > 0, disallowed otherwise");
    }
    InitialCluster cluster =
        InitialCluster.parse(words.text("initial-cluster", name + "=http://localhost:2380"));
    cluster.verify(
        name,
        EtcdUrl.list(words.text("initial-advertise-peer-urls", "http://localhost:2380")),
        true);
    return new Restore(
        file,
        name,
        Path.of(words.text("data-dir", name + ".etcd")),
        cluster.initialMembers(),
        words.text("initial-cluster-token", "etcd-cluster"),
        words.isSet("skip-hash-check"),
        bump);
  }

  private LongConsumer progress() {
    long[] told = {System.nanoTime()};
    return records -> {
      if (System.nanoTime() - told[0] > TELL_NANOS) {
        told[0] = System.nanoTime();
        out.println("  " + records + " records read; every record is read twice");
      }
    };
  }

  private static String line(Exception e) {
    return switch (e) {
      case BadSnapshot bad -> String.valueOf(bad.getMessage());
      case NoSuchFileException missing -> "stat " + missing.getFile() + ": no such file";
      case FileSystemException named -> String.valueOf(named.getMessage());
      default -> Optional.ofNullable(e.getMessage()).orElseGet(() -> OneLine.of(e));
    };
  }
}
