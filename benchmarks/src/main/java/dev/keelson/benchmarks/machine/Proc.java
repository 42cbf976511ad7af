package dev.keelson.benchmarks.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads and parses the few files of {@code /proc} that a measurement needs. */
public final class Proc {
  /**
   * Microseconds in a clock tick of {@code /proc}: USER_HZ is 100 on every Linux that Java runs on.
   */
  static final long MICROS_PER_TICK = 10_000;

  private static final Pattern WHOLE_DISK =
      Pattern.compile("(?:[svh]d|xvd)[a-z]+|nvme\\d+n\\d+|mmcblk\\d+");

  private final Path root;

  /** Reads from {@code root}, which is {@code /proc} but in tests. */
  public Proc(Path root) {
    this.root = root;
  }

  /** The machine's own. */
  public static Proc ofMachine() {
    return new Proc(Path.of("/proc"));
  }

  /** CPU time of process {@code pid} since it started, user and system, in microseconds. */
  public OptionalLong cpuMicros(long pid) {
    return read(pid + "/stat", Proc::parseCpuMicros);
  }

  /** Resident memory of process {@code pid} in bytes. */
  public OptionalLong rssBytes(long pid) {
    return read(pid + "/status", text -> 1024 * parseField(text, "VmRSS:"));
  }

  /**
   * Bytes written to all disks of the machine since boot, whoever caused it. What {@code
   * /proc/PID/io} says of one process counts the whole folio of the page cache, up to 2 MiB, for
   * every byte that makes it dirty.
   */
  public OptionalLong diskBytes() {
    return read("diskstats", Proc::parseDiskBytes);
  }

  /** CPU time of the whole machine since boot that was not idle, in microseconds. */
  public OptionalLong busyMicros() {
    return read("stat", Proc::parseBusyMicros);
  }

  /** Whether there is such a process. */
  public boolean exists(long pid) {
    return Files.isDirectory(root.resolve(Long.toString(pid)));
  }

  /** Sectors of 512 bytes, tenth field of the lines that are whole disks. */
  static long parseDiskBytes(String diskstats) {
    return diskstats
            .lines()
            .map(line -> line.strip().split("\\s+"))
            .filter(fields -> fields.length > 9 && WHOLE_DISK.matcher(fields[2]).matches())
            .mapToLong(fields -> Long.parseLong(fields[9]))
            .sum()
        * 512;
  }

  private interface Parser {
    long parse(String text);
  }

  private OptionalLong read(String file, Parser parser) {
    try {
      return OptionalLong.of(parser.parse(Files.readString(root.resolve(file))));
    } catch (IOException | IllegalArgumentException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Fields 14 and 15 of {@code stat}; counted behind the last bracket, for a command may hold
   * blanks and brackets.
   */
  static long parseCpuMicros(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    if (fields.length < 13) {
      throw new IllegalArgumentException("a stat line of " + fields.length + " fields");
    }
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MICROS_PER_TICK;
  }

  /** The number behind {@code name}, without its unit. */
  static long parseField(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> Long.parseLong(line.substring(name.length()).strip().split("\\s+")[0]))
        .orElseThrow(() -> new IllegalArgumentException("no " + name));
  }

  /**
   * user, nice, system, irq, softirq and steal of the line {@code cpu}; guest time is already in
   * user.
   */
  static long parseBusyMicros(String stat) {
    String[] fields = stat.lines().findFirst().orElse("").split("\\s+");
    if (fields.length < 9 || !fields[0].equals("cpu")) {
      throw new IllegalArgumentException("no line cpu");
    }
    long ticks = 0;
    for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks * MICROS_PER_TICK;
  }
}
