package dev.keelson.launcher.backup;

import dev.keelson.launcher.etcd.BadSetting;
import dev.keelson.launcher.etcd.OneLine;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Save;
import dev.keelson.launcher.snapshot.Words;
import dev.keelson.raftstore.CannotStart;
import dev.keelson.raftstore.archive.Archive;
import dev.keelson.raftstore.archive.ArchivedRun;
import dev.keelson.raftstore.archive.Verification;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code keelson backup list|verify|drill}. */
public final class BackupCommand {
  private static final String USAGE =
      """
      Usage: keelson backup COMMAND --archive DIR [flags]

        list      Say what the archive holds: its runs, and what can be restored from each.

        verify    Read everything: every checksum, every link from segment to segment, every
                  entry; decrypts what is encrypted. Exit 1, naming the objects, where anything is
                  damaged, missing or in another's place, or nothing can be restored.

        drill     Restore the newest into a temporary directory, start it on a free loopback port
                  beside the live store and compare the hash of all keys and their history
                  (HashKV) at that revision with each endpoint. Exit 1 where they differ.
          --endpoints LIST              of the live store (127.0.0.1:2379)
          --cacert --cert --key FILE    for https; --insecure-skip-tls-verify
          --work-dir DIR                where the temporary directory is made (the system's)

        --archive DIR                   the archive that a member writes (etcd --archive-dir)
        --archive-key-file FILE         its key, if it is encrypted; list needs none
        --run NAME                      this run alone

      keelson restore makes a data directory from an archive.
      """;

  private static final Set<String> COMMON = Set.of("archive", "archive-key-file", "run");

  private final Map<String, String> variables;
  private final PrintStream out;
  private final PrintStream err;

  public BackupCommand(Map<String, String> variables, PrintStream out, PrintStream err) {
    this.variables = variables;
    this.out = out;
    this.err = err;
  }

  /** {@code words} after "backup"; the exit code. */
  public int run(List<String> words) {
    String command = words.isEmpty() ? "" : words.getFirst();
    List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
    try {
      return switch (command) {
        case "list" -> list(rest);
        case "verify" -> verify(rest);
        case "drill" -> drill(rest);
        case "help", "--help", "-h" -> help();
        default -> throw new Misuse("unknown command \"" + command + "\" for backup");
      };
    } catch (Misuse misuse) {
      return fail(misuse.line(), Archives.BAD_ARGUMENTS);
    } catch (BadSetting bad) {
      return fail(bad.line(), Archives.FAILED);
    } catch (CannotStart e) {
      return fail(OneLine.of(e), Archives.FAILED);
    } catch (IOException e) {
      return fail(Archives.line(e), Archives.FAILED);
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

  private Optional<Words> words(List<String> rest, Set<String> valued, Set<String> switches) {
    Words words = Words.of(rest, valued, switches, variables);
    if (!words.arguments().isEmpty()) {
      throw new Misuse("flags only, not \"" + words.arguments().getFirst() + "\"");
    }
    return words.isGiven("help") ? Optional.empty() : Optional.of(words);
  }

  private int list(List<String> rest) throws IOException {
    Optional<Words> words = words(rest, COMMON, Set.of("help"));
    if (words.isEmpty()) {
      return help();
    }
    Archive archive = Archives.open(words.get(), new Progress(out));
    out.println("archive of cluster " + Long.toHexString(archive.cluster()));
    for (ArchivedRun run : archive.runs()) {
      out.println(describe(run));
    }
    archive.faults().forEach(fault -> out.println("damaged: " + fault.getMessage()));
    return archive.faults().isEmpty() ? 0 : Archives.FAILED;
  }

  private static String describe(ArchivedRun run) {
    return "%s: %d checkpoints, %d segments; %s"
        .formatted(
            run.name(),
            run.checkpoints().size(),
            run.segments().size(),
            run.oldest().isEmpty()
                ? "nothing can be restored: it has no checkpoint"
                : "restorable from revision %d (%s) to %d (%s)"
                    .formatted(
                        run.oldest().get().revision(),
                        run.oldest().get().time(),
                        run.newest().orElseThrow().revision(),
                        run.newest().orElseThrow().time()));
  }

  private int verify(List<String> rest) throws IOException {
    Optional<Words> words = words(rest, COMMON, Set.of("help"));
    if (words.isEmpty()) {
      return help();
    }
    long start = System.nanoTime();
    Progress progress = new Progress(out);
    Archive archive = Archives.open(words.get(), progress);
    Verification.Report report =
        new Verification(archive, done -> progress.tell(() -> done + " objects verified"))
            .run(words.get().text("run"));
    for (ArchivedRun run : archive.runs()) {
      if (words.get().text("run").map(run.name()::equals).orElse(true)) {
        out.println(describe(run));
      }
    }
    report.faults().forEach(fault -> err.println("Error: " + fault));
    out.println(
        "%d objects verified in %.1f s: %s"
            .formatted(
                report.objects(),
                (System.nanoTime() - start) / 1e9,
                report.faults().isEmpty() ? "all is well" : report.faults().size() + " faults"));
    return report.faults().isEmpty() ? 0 : Archives.FAILED;
  }

  private int drill(List<String> rest) throws IOException {
    Optional<Words> given =
        words(
            rest,
            Set.of(
                "archive",
                "archive-key-file",
                "run",
                "endpoints",
                "cacert",
                "cert",
                "key",
                "work-dir",
                "command-timeout",
                "dial-timeout"),
            Set.of("insecure-skip-tls-verify", "help"));
    if (given.isEmpty()) {
      return help();
    }
    Words words = given.get();
    Progress progress = new Progress(out);
    Archive archive = Archives.open(words, progress);
    Drill drill =
        new Drill(
            archive,
            words.text("run"),
            List.of(words.text("endpoints", Save.ENDPOINT).split(",")).stream()
                .map(endpoint -> Save.source(words, endpoint))
                .toList(),
            Path.of(words.text("work-dir", System.getProperty("java.io.tmpdir"))),
            out);
    return drill.run(progress) ? 0 : Archives.FAILED;
  }
}
