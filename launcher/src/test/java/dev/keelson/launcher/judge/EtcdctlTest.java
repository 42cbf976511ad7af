package dev.keelson.launcher.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * etcdctl prints the same against the server under test as against real etcd, one and three
 * members, for every etcdctl named by {@code ETCDCTL_BINS} or {@code ETCDCTL_BIN}.
 */
@Tag("judge")
class EtcdctlTest {

  @TempDir Path directory;

  static Stream<Binary> clients() {
    return Binary.etcdctls().stream();
  }

  @ParameterizedTest
  @MethodSource("clients")
  @Timeout(180)
  void oneMemberPrintsWhatRealEtcdPrints(Binary etcdctl) {
    compare(etcdctl, 1, CtlScript.read("etcdctl-one.txt"));
  }

  @ParameterizedTest
  @MethodSource("clients")
  @Timeout(180)
  void threeMembersPrintWhatRealEtcdPrints(Binary etcdctl) {
    compare(etcdctl, 3, CtlScript.read("etcdctl-three.txt"));
  }

  /** A minute of full load, so only when asked for: {@code -Dkeelson.checkPerf=true}. */
  @Test
  @Timeout(240)
  void checkPerfPasses() throws Exception {
    Assumptions.assumeTrue(
        Boolean.getBoolean("keelson.checkPerf"), "skipped: set -Dkeelson.checkPerf=true");
    Path etcdctl = Binary.etcdctls().getFirst().path();
    try (EtcdCluster ours = EtcdCluster.start(Binary.ours(), 1, directory)) {
      ProcessBuilder builder =
          new ProcessBuilder(etcdctl.toString(), "--endpoints=" + ours.endpoints(), "check", "perf")
              .redirectErrorStream(true);
      builder.environment().put("ETCDCTL_API", "3");
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes());
      process.waitFor(200, TimeUnit.SECONDS);
      System.out.println(output);
      assertEquals(0, process.exitValue(), output);
    }
  }

  private void compare(Binary etcdctl, int members, CtlScript script) {
    Binary real = Binary.realEtcd();
    List<String> differences = new ArrayList<>();
    long start = System.nanoTime();
    try (EtcdCluster reference = EtcdCluster.start(real, members, directory.resolve("reference"));
        EtcdCluster ours = EtcdCluster.start(Binary.ours(), members, directory.resolve("ours"))) {
      CtlSession onReference = new CtlSession(etcdctl.path(), reference);
      CtlSession onOurs = new CtlSession(etcdctl.path(), ours);
      for (CtlScript.Step step : script.steps()) {
        var theirs = CompletableFuture.supplyAsync(() -> onReference.run(step));
        String got = onOurs.run(step);
        String wanted = theirs.join();
        if (!wanted.equals(got)) {
          differences.add(
              step + "\n--- real etcd\n" + shortened(wanted) + "\n--- ours\n" + shortened(got));
        }
      }
      System.out.println(
          "etcdctl "
              + etcdctl.path()
              + ", "
              + members
              + " member(s): "
              + script.steps().size()
              + " commands, "
              + differences.size()
              + " differences, "
              + (System.nanoTime() - start) / 1_000_000_000
              + " s");
      if (!differences.isEmpty()) {
        fail(
            differences.size()
                + " of "
                + script.steps().size()
                + " commands differ\n\n"
                + String.join("\n\n", differences)
                + "\n"
                + ours.log());
      }
    }
  }

  private static String shortened(String text) {
    return text.length() < 3_000 ? text : text.substring(0, 3_000) + " … (" + text.length() + ")";
  }
}
