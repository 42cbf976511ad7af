package dev.keelson.benchmarks.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTest {
  @Test
  void cpuTimeIsFoundBehindACommandWithBlanksAndBrackets() {
    String stat =
        "42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 0 0 150 25 7 8 20 0 11 0 12345 1000 200";

    assertThat(Proc.parseCpuMicros(stat)).isEqualTo(1_750_000);
  }

  @Test
  void aShortStatLineIsRefused() {
    assertThatThrownBy(() -> Proc.parseCpuMicros("42 (x) S 1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void busyTimeLeavesOutIdleWaitAndGuests() {
    String stat = "cpu  10 2 3 1000 500 4 5 6 7 8\ncpu0 1 1 1 1 1 1 1 1 1 1\n";

    assertThat(Proc.parseBusyMicros(stat)).isEqualTo((10 + 2 + 3 + 4 + 5 + 6) * 10_000L);
  }

  @Test
  void fieldsAreReadWithoutTheirUnit() {
    assertThat(Proc.parseField("VmHWM:\t 7 kB\nVmRSS:\t  12345 kB\n", "VmRSS:")).isEqualTo(12_345);
  }

  @Test
  void writtenSectorsOfWholeDisksAreAddedUp() {
    String stats =
        " 254 0 vda 1 0 8 1 5 0 100 1 0 1 1\n 254 1 vda1 1 0 8 1 5 0 90 1 0 1 1\n"
            + " 7 0 loop0 1 0 8 1 5 0 70 1 0 1 1\n 259 0 nvme0n1 1 0 8 1 5 0 3 1 0 1 1\n";

    assertThat(Proc.parseDiskBytes(stats)).isEqualTo(103 * 512);
  }

  @Test
  void aProcessThatIsGoneIsUnknownAndNotZero(@TempDir Path root) {
    Proc proc = new Proc(root);

    assertThat(proc.cpuMicros(7)).isEmpty();
    assertThat(proc.diskBytes()).isEmpty();
    assertThat(proc.exists(7)).isFalse();
  }

  @Test
  void usageIsTheDifferenceOfTwoReadings(@TempDir Path root) throws IOException {
    Meter meter = new Meter(new Proc(root), java.util.List.of(7L));
    write(root, 7, 100, 4_096);
    Meter.Reading before = meter.read();
    write(root, 7, 150, 8_192);
    Meter.Usage usage = Meter.between(before, meter.read());

    assertThat(usage.serverMicros()).hasValue(500_000);
    assertThat(usage.writtenBytes()).hasValue(4_096);
    assertThat(usage.rssBytes()).hasValue(2_048);
    assertThat(usage.othersCores()).as("there is no stat of the machine").isEmpty();
  }

  @Test
  void withoutServersTheirUsageIsUnknown() {
    Meter meter = Meter.of(java.util.List.of());
    Meter.Usage usage = Meter.between(meter.read(), meter.read());

    assertThat(usage.serverMicros()).isEmpty();
    assertThat(usage.rssBytes()).isEmpty();
  }

  @Test
  void theCpuModelAndMemoryAreRead() {
    assertThat(MachineInfo.cpuModel("processor\t: 0\nmodel name\t: Some CPU\n"))
        .isEqualTo("Some CPU");
    assertThat(MachineInfo.memory("MemTotal:       1024 kB\n")).isEqualTo(1 << 20);
  }

  private static void write(Path root, long pid, int ticks, int written) throws IOException {
    Path directory = Files.createDirectories(root.resolve(Long.toString(pid)));
    Files.writeString(
        directory.resolve("stat"), pid + " (x) S 1 1 1 0 -1 0 0 0 0 0 " + ticks + " 0 0 0 20 0");
    Files.writeString(directory.resolve("status"), "VmRSS:\t2 kB\n");
    Files.writeString(
        root.resolve("diskstats"), " 8 0 sda 1 0 8 1 5 0 " + written / 512 + " 1 0 1 1\n");
  }
}
