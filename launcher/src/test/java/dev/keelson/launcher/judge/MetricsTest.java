package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.PutResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards and alerts for etcd find their numbers here too. */
@Tag("judge")
@Timeout(180)
class MetricsTest {
  /** What etcd's mixin and its own tests read, as far as it has no labels that must come first. */
  private static final List<String> READ_BY_DASHBOARDS =
      List.of(
          "etcd_server_has_leader",
          "etcd_server_leader_changes_seen_total",
          "etcd_server_proposals_failed_total",
          "etcd_server_proposals_pending",
          "etcd_server_proposals_committed_total",
          "etcd_server_proposals_applied_total",
          "etcd_disk_wal_fsync_duration_seconds",
          "etcd_disk_backend_commit_duration_seconds",
          "etcd_mvcc_db_total_size_in_bytes",
          "etcd_mvcc_db_total_size_in_use_in_bytes",
          "etcd_server_quota_backend_bytes",
          "etcd_network_peer_round_trip_time_seconds",
          "etcd_network_peer_sent_failures_total",
          "etcd_network_peer_sent_bytes_total",
          "etcd_network_peer_received_bytes_total",
          "etcd_network_client_grpc_sent_bytes_total",
          "etcd_network_client_grpc_received_bytes_total",
          "grpc_server_handled_total",
          "grpc_server_started_total",
          "process_resident_memory_bytes",
          "etcd_server_apply_duration_seconds",
          "etcd_server_client_requests_total",
          "etcd_server_health_success",
          "etcd_server_health_failures",
          "os_fd_used",
          "os_fd_limit");

  /** Names of etcd's, by their beginnings, that would say nothing true here. */
  private static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry("go_", "of Go's runtime"),
          Map.entry("promhttp_", "of Go's library for metrics"),
          Map.entry("etcd_server_go_version", "of Go's runtime"),
          Map.entry("etcd_grpc_proxy_", "of a proxy that is not here"),
          Map.entry("etcd_debugging_store_", "of the store of API v2"),
          Map.entry("etcd_debugging_auth_revision", "no auth yet"),
          Map.entry("etcd_debugging_disk_backend_commit_", "phases of bbolt's commit"),
          Map.entry("etcd_debugging_mvcc_db_compaction_", "pauses of etcd's compaction"),
          Map.entry("etcd_debugging_mvcc_index_compaction_", "no index in memory"),
          Map.entry("etcd_debugging_mvcc_total_put_size_in_bytes", "not counted"),
          Map.entry("etcd_debugging_mvcc_put_total", "the old name of etcd_mvcc_put_total"),
          Map.entry("etcd_debugging_mvcc_delete_total", "the old name of etcd_mvcc_delete_total"),
          Map.entry("etcd_debugging_mvcc_txn_total", "the old name of etcd_mvcc_txn_total"),
          Map.entry("etcd_debugging_mvcc_db_total_size_in_bytes", "an old name"),
          Map.entry("etcd_debugging_lease_ttl_total", "not counted"),
          Map.entry("etcd_debugging_server_lease_expired_total", "not counted"),
          Map.entry("etcd_debugging_snap_save_marshalling_duration_seconds", "no marshalling"),
          Map.entry("etcd_disk_backend_defrag_duration_seconds", "defragmentation only asks"),
          Map.entry("etcd_disk_backend_snapshot_duration_seconds", "not timed"),
          Map.entry("etcd_disk_defrag_inflight", "defragmentation blocks nothing"),
          Map.entry("etcd_mvcc_db_open_read_transactions", "of bbolt"),
          Map.entry("etcd_mvcc_hash_", "not timed"),
          Map.entry("etcd_server_heartbeat_send_failures_total", "Ratis sends them by itself"),
          Map.entry("etcd_server_learner_promote_", "not counted"),
          Map.entry("etcd_server_read_indexes_failed_total", "not counted"),
          Map.entry("etcd_server_slow_", "not counted"),
          Map.entry("etcd_server_snapshot_apply_in_progress_total", "not counted"),
          Map.entry("etcd_snap_db_fsync_duration_seconds", "Ratis writes what it receives"),
          Map.entry("process_network_", "of the machine, not of the process"),
          Map.entry("process_virtual_memory_max_bytes", "no limit is read"));

  @TempDir Path directory;

  @Test
  void whatEtcdCountsIsCountedHereUnderItsNameOrLeftOutForAReason() {
    TreeSet<String> missing = new TreeSet<>();
    TreeSet<String> toldAllTheSame;
    try (EtcdProcess real = EtcdProcess.single(Binary.realEtcd(), directory.resolve("etcd"));
        EtcdProcess ours = EtcdProcess.single(Binary.ours(), directory.resolve("ours"))) {
      for (EtcdProcess server : List.of(real, ours)) {
        try (EtcdClient client = EtcdClient.to(server.start())) {
          Probe.putUntilDone(client, "k", "v");
        }
      }
      TreeSet<String> known = names(metrics(ours));
      missing.addAll(names(metrics(real)));
      missing.removeAll(known);
      missing.removeIf(MetricsTest::isLeftOut);
      toldAllTheSame = known;
      toldAllTheSame.removeIf(name -> !isLeftOut(name));
    }
    assertThat(missing).as("counted by etcd and not here").isEmpty();
    assertThat(toldAllTheSame).as("said to be left out").isEmpty();
  }

  @Test
  void bytesBetweenMembersAreCountedByMemberOnBothSides() {
    try (EtcdCluster cluster = EtcdCluster.start(Binary.ours(), 3, directory)) {
      int puts = 50;
      String value = "v".repeat(10_000);
      for (EtcdProcess member : cluster.members()) {
        try (EtcdClient client = EtcdClient.to(member)) {
          for (int i = 0; i < puts; i++) {
            client.call(Probe.put("k" + i, value)).as(PutResponse.class);
          }
        }
      }
      for (EtcdProcess member : cluster.members()) {
        String text = metrics(member);
        assertThat(names(text)).containsAll(READ_BY_DASHBOARDS);
        // Followers were sent every entry; each member heard of others and told them something.
        assertThat(sum(text, "etcd_network_peer_received_bytes_total"))
            .as(text)
            .isGreaterThan(puts * 10_000L);
        assertThat(sum(text, "etcd_network_peer_sent_bytes_total")).as(text).isPositive();
        assertThat(text.lines().filter(line -> line.startsWith("etcd_network_peer_sent_bytes")))
            .as("the two others")
            .hasSize(2);
        assertThat(sum(text, "etcd_disk_wal_write_bytes_total"))
            .as(text)
            .isGreaterThan(3 * puts * 10_000L);
        assertThat(sum(text, "etcd_server_apply_duration_seconds_count")).as(text).isPositive();
        assertThat(sum(text, "etcd_disk_wal_write_duration_seconds_count")).as(text).isPositive();
      }
      double sent =
          cluster.members().stream()
              .mapToDouble(m -> sum(metrics(m), "etcd_network_peer_sent_bytes_total"))
              .sum();
      assertThat(sent).as("two followers, three members' puts").isGreaterThan(6 * puts * 10_000L);
    }
  }

  private static boolean isLeftOut(String name) {
    return LEFT_OUT.keySet().stream().anyMatch(name::startsWith);
  }

  private static TreeSet<String> names(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ")[2])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Of all series of one name. */
  private static double sum(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String metrics(EtcdProcess server) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + server.endpoint() + "/metrics"))
            .timeout(Duration.ofSeconds(20))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no metrics from " + server + server.log(), e);
    }
  }
}
