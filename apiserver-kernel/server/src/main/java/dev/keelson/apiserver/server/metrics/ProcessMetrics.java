package dev.keelson.apiserver.server.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code process_*}, of this process. What the system does not tell is left out. */
final class ProcessMetrics {
  private static final int PAGE = 4096;
  private static final Path SIZES = Path.of("/proc/self/statm");

  private ProcessMetrics() {}

  static void tell(Exposition out) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      one(
          out,
          "process_cpu_seconds_total",
          "counter",
          "Total user and system CPU time spent in seconds.",
          system.getProcessCpuTime() * 1e-9);
      one(
          out,
          "process_open_fds",
          "gauge",
          "Number of open file descriptors.",
          system.getOpenFileDescriptorCount());
      one(
          out,
          "process_max_fds",
          "gauge",
          "Maximum number of open file descriptors.",
          system.getMaxFileDescriptorCount());
    }
    sizes()
        .ifPresent(
            pages -> {
              one(
                  out,
                  "process_virtual_memory_bytes",
                  "gauge",
                  "Virtual memory size in bytes.",
                  Double.parseDouble(pages[0]) * PAGE);
              one(
                  out,
                  "process_resident_memory_bytes",
                  "gauge",
                  "Resident memory size in bytes.",
                  Double.parseDouble(pages[1]) * PAGE);
            });
    one(
        out,
        "process_start_time_seconds",
        "gauge",
        "Start time of the process since unix epoch in seconds.",
        ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0);
  }

  private static void one(Exposition out, String name, String type, String help, double value) {
    out.head(name, type, help);
    out.line(name, "", value);
  }

  /** In pages: all, resident. */
  private static Optional<String[]> sizes() {
    try {
      return Optional.of(Files.readString(SIZES).split(" "));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
