package dev.keelson.benchmarks.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The machine that a table was made on, so that nobody compares it with another's. */
public record MachineInfo(
    int cores, String cpu, long memoryBytes, String kernel, String jdk, String commit) {
  private static final String UNKNOWN = "unknown";

  /** Asks the machine, and git for the commit of the repository at {@code home}. */
  public static MachineInfo read(Path home) {
    return new MachineInfo(
        Runtime.getRuntime().availableProcessors(),
        cpuModel(text(Path.of("/proc/cpuinfo"))),
        memory(text(Path.of("/proc/meminfo"))),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        commitOf(home));
  }

  /** One line: cores, CPU, memory, kernel, JDK of the client, commit. */
  public String line() {
    return "%d cores (%s), %.1f GiB, %s, client on JDK %s, commit %s"
        .formatted(cores, cpu, memoryBytes / (double) (1 << 30), kernel, jdk, commit);
  }

  static String cpuModel(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  static long memory(String meminfo) {
    try {
      return 1024 * Proc.parseField(meminfo, "MemTotal:");
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  private static String commitOf(Path home) {
    String commit = git(home, "rev-parse", "--short=12", "HEAD");
    if (commit.isEmpty()) {
      return UNKNOWN;
    }
    return git(home, "status", "--porcelain", "--untracked-files=no").isEmpty()
        ? commit
        : commit + " with local changes";
  }

  private static String git(Path home, String... arguments) {
    java.util.List<String> command =
        new java.util.ArrayList<>(java.util.List.of("git", "-C", home.toString()));
    command.addAll(java.util.List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String answer = new String(process.getInputStream().readAllBytes()).strip();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? answer : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }
}
