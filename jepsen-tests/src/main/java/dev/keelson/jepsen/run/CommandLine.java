package dev.keelson.jepsen.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Words to options. */
final class CommandLine {
  static final List<String> BUGS =
      List.of("stale-read", "lost-event", "reused-revision", "dropped-fsync", "double-apply");

  static final String HELP =
      """
      jepsen-tests/run [flags]: is the store right when the world goes wrong?

      Starts a cluster of real processes, lets clients work on it while a fault is struck and healed
      again and again, and then checks everything that clients saw against what etcd promises:
      linearizability, watches without gap or repetition, revisions that only grow, equal hashes on
      all members, nothing acknowledged ever lost. One line for each workload under each fault.

      --workload W     only these workloads; comma separated, the beginning of a name is enough
      --fault F        only these faults; likewise: "partition" means all partitions
      --members N      1 to 7 (3)
      --seconds S      how long clients work in each line (10; short list 6)
      --short          a fixed list that takes less than 6 minutes on two cores
      --seed S         decides who is hit when, and what clients ask for; printed at the start
      --target PROGRAM any program with etcd's command line (this repository's bin/etcd)
      --bug NAME       plants a bug into this repository's server, and ends with the first line
                       that finds it: %s
      --directory D    where histories, logs and drawings go (below jepsen-tests/target/runs)
      --markdown FILE  adds a row of a Markdown table for each line to FILE
      --keep           keep history and logs of valid lines too
      --list           what workloads and faults there are, and which of them work here
      --help           this

      Exit status: 0 all lines valid; 1 a violation, with the directory that holds history, logs and
      drawing; 2 the command line makes no sense.

      As root (or where user namespaces are allowed) members live in network namespaces of their own
      and, for faults of disks, on file systems of their own; all of it is gone with the process,
      however it ends. Without, members share the loopback device, and what cannot be done is said
      and left out.

      jepsen-tests/run --workload register --fault kill --seconds 30
      jepsen-tests/run --short --target /usr/bin/etcd
      """
          .formatted(String.join(", ", BUGS));

  private CommandLine() {}

  /**
   * @throws UsageProblem a word is unknown, or a value does not fit
   */
  static Options.Asked parse(List<String> words) {
    int members = 3;
    List<String> workloads = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    Optional<Duration> load = Optional.empty();
    boolean shortList = false;
    OptionalLong seed = OptionalLong.empty();
    Optional<Path> target = Optional.empty();
    Optional<String> bug = Optional.empty();
    Optional<Path> directory = Optional.empty();
    Optional<Path> markdown = Optional.empty();
    boolean keep = false;
    boolean list = false;
    for (Iterator<String> rest = split(words).iterator(); rest.hasNext(); ) {
      String word = rest.next();
      switch (word) {
        case "--help", "-h" -> {
          return new Options.Asked.Help();
        }
        case "--list" -> list = true;
        case "--short" -> shortList = true;
        case "--keep" -> keep = true;
        case "--members" -> members = (int) number(word, rest, 1, Options.MAX_MEMBERS);
        case "--seconds" -> load = Optional.of(Duration.ofSeconds(number(word, rest, 1, 86_400)));
        case "--seed" -> seed = OptionalLong.of(number(word, rest, 0, Long.MAX_VALUE));
        case "--workload" -> workloads.addAll(List.of(value(word, rest).split(",")));
        case "--fault" -> faults.addAll(List.of(value(word, rest).split(",")));
        case "--target" -> target = Optional.of(Path.of(value(word, rest)).toAbsolutePath());
        case "--directory" -> directory = Optional.of(Path.of(value(word, rest)).toAbsolutePath());
        case "--markdown" -> markdown = Optional.of(Path.of(value(word, rest)).toAbsolutePath());
        case "--bug" -> bug = Optional.of(bug(value(word, rest)));
        default -> throw new UsageProblem("unknown word " + word);
      }
    }
    if (bug.isPresent() && target.isPresent()) {
      throw new UsageProblem("--bug is planted into this repository's server: no --target with it");
    }
    if (shortList && !(workloads.isEmpty() && faults.isEmpty())) {
      throw new UsageProblem("--short is a fixed list: no --workload and no --fault with it");
    }
    return list
        ? new Options.Asked.Catalogue()
        : new Options.Asked.Run(
            new Options(
                members, workloads, faults, load, shortList, seed, target, bug, directory, markdown,
                keep));
  }

  /** {@code --flag=value} is as good as {@code --flag value}. */
  private static List<String> split(List<String> words) {
    List<String> all = new ArrayList<>();
    for (String word : words) {
      int sign = word.startsWith("--") ? word.indexOf('=') : -1;
      if (sign < 0) {
        all.add(word);
      } else {
        all.add(word.substring(0, sign));
        all.add(word.substring(sign + 1));
      }
    }
    return all;
  }

  private static String value(String flag, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new UsageProblem(flag + " wants a value");
    }
    return rest.next();
  }

  private static long number(String flag, Iterator<String> rest, long least, long most) {
    String text = value(flag, rest);
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new UsageProblem(
        flag + " wants a number from " + least + " to " + most + ", not " + text);
  }

  private static String bug(String name) {
    if (!BUGS.contains(name)) {
      throw new UsageProblem("--bug " + name + ": there are " + String.join(", ", BUGS));
    }
    return name;
  }
}
