package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Members must not outlive the run. In a pid namespace of our own the kernel sees to that;
 * elsewhere they are killed when the JVM ends, and those of a JVM that was killed itself by the
 * next run.
 */
public final class Leftovers {
  /** Every member's command line has this, and behind it the process id of its run. */
  public static final String TOKEN = "keelson-jepsen-";

  private static final Pattern OWNER = Pattern.compile(Pattern.quote(TOKEN) + "(\\d+)");
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
  private static final Set<LoopDisk> FROZEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  RUNNING.forEach(Process::destroyForcibly);
                  FROZEN.forEach(LoopDisk::thaw);
                }));
  }

  private Leftovers() {}

  static Process endWithUs(Process process) {
    RUNNING.add(process);
    var _ = process.onExit().thenRun(() -> RUNNING.remove(process));
    return process;
  }

  /** A disk that stays frozen when its mount goes would stay for ever. */
  static void noteFrozen(LoopDisk disk, boolean frozen) {
    if (frozen) {
      FROZEN.add(disk);
    } else {
      FROZEN.remove(disk);
    }
  }

  /** Kills members of runs that are no more; how many. */
  public static int sweep() {
    int killed = 0;
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      if (isOrphan(commandLine(process.pid())) && process.destroyForcibly()) {
        killed++;
      }
    }
    return killed;
  }

  private static boolean isOrphan(String commandLine) {
    Matcher owner = OWNER.matcher(commandLine);
    return owner.find() && ProcessHandle.of(Long.parseLong(owner.group(1))).isEmpty();
  }

  // ProcessHandle tells no more than 4 kB of it, which a class path fills
  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }
}
