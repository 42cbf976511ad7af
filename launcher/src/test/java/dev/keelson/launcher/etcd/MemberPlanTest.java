package dev.keelson.launcher.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.launcher.etcd.CommandLine.Parsed;
import dev.keelson.raftstore.RaftStoreConfig.AutoCompaction;
import dev.keelson.raftstore.archive.ArchiveConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberPlanTest {
  private static MemberPlan plan(String words) {
    return MemberPlan.of(settings(words), false);
  }

  private static Settings settings(String words) {
    List<String> list = words.isEmpty() ? List.of() : List.of(words.split(" "));
    Invocation invocation = new Invocation(list, Map.of());
    return invocation.settings((Parsed) invocation.commandLine());
  }

  @Test
  void without_flags_everything_is_etcds_default() {
    MemberPlan plan = plan("");
    assertThat(plan.store().name()).isEqualTo("default");
    assertThat(plan.store().dataDir()).isEqualTo(Path.of("default.etcd"));
    assertThat(plan.store().peerBind()).isEqualTo(new InetSocketAddress("127.0.0.1", 2380));
    assertThat(plan.store().quotaBytes()).isEqualTo(2L << 30);
    assertThat(plan.store().electionTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(plan.store().heartbeat()).isEqualTo(Duration.ofMillis(100));
    assertThat(plan.store().maxRequestBytes()).isEqualTo(1_572_864);
    assertThat(plan.store().snapshotEntries()).isEqualTo(10_000);
    assertThat(plan.store().autoCompaction()).isEqualTo(new AutoCompaction.Off());
    assertThat(plan.server().clientListeners())
        .containsExactly(new InetSocketAddress("127.0.0.1", 2379));
    assertThat(plan.server().metricsListeners()).isEmpty();
    assertThat(plan.server().maxTxnOps()).isEqualTo(128);
    assertThat(plan.server().maxConcurrentStreams()).isEqualTo(0xffff_ffffL);
    assertThat(plan.server().watchProgressInterval()).isEqualTo(Duration.ofMinutes(10));
    assertThat(plan.server().warnRequestDuration()).isEqualTo(Duration.ofMillis(300));
    assertThat(plan.initialCluster()).isEqualTo("default=http://localhost:2380");
  }

  @Test
  void an_archive_is_off_until_it_is_told_where() {
    assertThat(plan("").store().archive()).isEmpty();
    ArchiveConfig archive =
        plan("--archive-dir=/a --archive-interval=250ms --archive-retention=0s")
            .store()
            .archive()
            .orElseThrow();
    assertThat(archive.target()).hasToString("/a");
    assertThat(archive.interval()).isEqualTo(Duration.ofMillis(250));
    assertThat(archive.checkpointInterval()).isEqualTo(Duration.ofHours(1));
    assertThat(archive.retention()).isZero();
    assertThat(archive.key()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--archive-interval=2s | --archive-interval says how to archive, but --archive-dir is not set",
        "--archive-dir=/a --archive-interval=1ms | --archive-interval must be at least 10ms",
        "--archive-dir=/a --archive-checkpoint-interval=1ms | must be at least 1000ms",
        "--archive-dir=/a --archive-key-file=/no/key | /no/key: no such file"
      })
  void archive_flags_that_make_no_sense_stop_the_start(String words, String why) {
    assertThatThrownBy(() -> plan(words)).isInstanceOf(BadSetting.class).hasMessageContaining(why);
  }

  @Test
  void the_name_alone_names_directory_and_cluster() {
    MemberPlan plan = plan("--name=m1");
    assertThat(plan.store().dataDir()).isEqualTo(Path.of("m1.etcd"));
    assertThat(plan.initialCluster()).isEqualTo("m1=http://localhost:2380");
  }

  @Test
  void kubeadms_static_pod_in_clear_is_understood() {
    MemberPlan plan =
        plan(
            "--name=node-1 --feature-gates=InitialCorruptCheck=true"
                + " --listen-client-urls=http://127.0.0.1:2379,http://10.0.0.1:2379"
                + " --advertise-client-urls=http://10.0.0.1:2379"
                + " --listen-peer-urls=http://10.0.0.1:2380"
                + " --initial-advertise-peer-urls=http://10.0.0.1:2380"
                + " --data-dir=/var/lib/etcd --snapshot-count=10000"
                + " --listen-metrics-urls=http://127.0.0.1:2381"
                + " --watch-progress-notify-interval=5s"
                + " --initial-cluster=node-1=http://10.0.0.1:2380");
    assertThat(plan.server().clientListeners()).hasSize(2);
    assertThat(plan.server().metricsListeners())
        .containsExactly(new InetSocketAddress("127.0.0.1", 2381));
    assertThat(plan.server().watchProgressInterval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void three_members_are_read_in_order_of_name() {
    MemberPlan plan =
        plan(
            "--name=b --initial-advertise-peer-urls=http://localhost:22380"
                + " --initial-cluster=c=http://localhost:32380,a=http://localhost:12380,"
                + "b=http://localhost:22380");
    assertThat(plan.store().initialCluster())
        .extracting(m -> m.name())
        .containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @CsvSource({"0, 2147483648", "-1, 0", "1000, 1000"})
  void quota_zero_is_two_gib_and_negative_is_off(long flag, long bytes) {
    assertThat(plan("--quota-backend-bytes=" + flag).store().quotaBytes()).isEqualTo(bytes);
  }

  @Test
  void retention_without_unit_is_hours_or_revisions() {
    assertThat(Retention.parse("periodic", "1"))
        .isEqualTo(new AutoCompaction.Periodic(Duration.ofHours(1)));
    assertThat(Retention.parse("periodic", "10m"))
        .isEqualTo(new AutoCompaction.Periodic(Duration.ofMinutes(10)));
    assertThat(Retention.parse("revision", "1000")).isEqualTo(new AutoCompaction.Revisions(1000));
    assertThat(Retention.parse("revision", "0")).isEqualTo(new AutoCompaction.Off());
    assertThatThrownBy(() -> Retention.parse("periodic", "soon"))
        .hasMessageStartingWith("error parsing CompactionRetention");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--election-timeout=200|--election-timeout[200ms] should be at least as 5 times as"
            + " --heartbeat-interval[100ms]",
        "--election-timeout=50001|--election-timeout[50001ms] is too long, and should be set less"
            + " than 50000ms",
        "--heartbeat-interval=0|--heartbeat-interval must be >0 (set to 0ms)",
        "--election-timeout=0|--election-timeout must be >0 (set to 0ms)",
        "--listen-client-urls=http://localhost:1|--advertise-client-urls is required when"
            + " --listen-client-urls is set explicitly",
        "--initial-cluster=foo=http://localhost:2380|couldn't find local name \"default\" in the"
            + " initial cluster configuration",
        "--initial-cluster=default=http://localhost:2381|--initial-cluster has"
            + " default=http://localhost:2381 but missing from"
            + " --initial-advertise-peer-urls=http://localhost:2380",
        "--initial-cluster=default=http://localhost:2380,b=http://localhost:2380|initial cluster"
            + " b=http://localhost:2380,default=http://localhost:2380 has duplicate url",
        "--auto-compaction-mode=foo|unknown auto-compaction-mode \"foo\"",
        "--discovery-fallback=proxy|v2 proxy is deprecated, and --discovery-fallback can't be"
            + " configured as \"proxy\"",
        "--max-request-bytes=0|--max-request-bytes must be between 1 and 2147483647 (set to 0)",
      })
  void a_start_that_cannot_be_is_refused_with_etcds_text(String words, String message) {
    assertThatThrownBy(() -> plan(words)).isInstanceOf(BadSetting.class).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth-token=jwt,pub-key=x", "host-whitelist=a.example"})
  void what_protects_is_never_ignored(String word) {
    assertThatThrownBy(() -> plan("--" + word))
        .isInstanceOf(BadSetting.class)
        .hasMessageContaining("refusing to serve in the open");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--client-cert-auth=false", "--auth-token=simple", "--cert-file=", "--auto-tls=F"})
  void a_protection_that_is_off_stops_nothing(String word) {
    assertThat(plan(word)).isNotNull();
  }

  @Test
  void a_request_has_to_fit_into_an_entry_of_the_log() {
    assertThat(plan("--max-request-bytes=7340032").server().maxRequestBytes()).isEqualTo(7_340_032);
    assertThatThrownBy(() -> plan("--max-request-bytes=7340033"))
        .isInstanceOf(BadSetting.class)
        .hasMessage(
            "--max-request-bytes must be at most 7340032 (set to 7340033): an entry of the log takes no more");
  }

  @Test
  void what_has_no_effect_is_named() {
    assertThat(
            Refusals.withoutEffect(
                settings(
                    "--max-snapshots=4 --max-wals=5 --pre-vote=false --feature-gates=InitialCorruptCheck=true")))
        .containsExactly("max-snapshots", "pre-vote", "feature-gates:InitialCorruptCheck=true");
  }

  @Test
  void a_used_directory_makes_initial_flags_not_count() {
    Settings settings = settings("--initial-cluster=foo=http://localhost:2380");
    assertThat(MemberPlan.of(settings, true).store().name()).isEqualTo("default");
  }
}
