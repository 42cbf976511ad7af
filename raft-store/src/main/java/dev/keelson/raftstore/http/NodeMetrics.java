package dev.keelson.raftstore.http;

import dev.keelson.raftstore.Node;
import dev.keelson.raftstore.StoreCounters;
import dev.keelson.raftstore.StoreStatus;
import dev.keelson.raftstore.StoreTimings;
import dev.keelson.raftstore.archive.ArchiveStatus;
import dev.keelson.raftstore.consensus.ReplicatedLog.Traffic;
import dev.keelson.raftstore.measure.Durations;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What a member can tell about itself and its process, as gauges over its status. */
public final class NodeMetrics {
  private static final long SCRAPE_NANOS = 10_000_000;

  private final Metrics metrics;
  private final Node node;
  private @Nullable StoreCounters seen;
  private long seenNanos;

  private NodeMetrics(Metrics metrics, Node node) {
    this.metrics = metrics;
    this.node = node;
  }

  /** Source of the names: etcd's mixin and {@code tests/e2e/metrics_test.go}. */
  public static void register(Metrics metrics, Node node, String version, String clusterVersion) {
    NodeMetrics it = new NodeMetrics(metrics, node);
    it.raft();
    it.store();
    it.counts();
    it.times();
    it.archive();
    it.identity(version, clusterVersion);
    it.process();
  }

  private void raft() {
    gauge(
        "etcd_server_has_leader", "Whether a leader is known: 1 or 0.", s -> s.hasLeader() ? 1 : 0);
    gauge("etcd_server_is_leader", "Whether this member leads: 1 or 0.", s -> s.leading() ? 1 : 0);
    metrics.gauge(
        "etcd_server_is_learner",
        "Whether this member is a learner.",
        "",
        () -> isLearner() ? 1 : 0);
    gauge(
        "etcd_server_proposals_committed_total",
        "Highest committed index.",
        StoreStatus::raftCommitted);
    gauge(
        "etcd_server_proposals_applied_total", "Highest applied index.", StoreStatus::raftApplied);
    LongAdder changes =
        metrics.counter("etcd_server_leader_changes_seen_total", "Changes of leader seen.", "");
    LastLeader last = new LastLeader(node.status().leader());
    node.onLeadershipChange(
        () -> {
          if (last.becomes(node.status().leader())) {
            changes.increment();
          }
        });
  }

  private void store() {
    gauge(
        "etcd_mvcc_db_total_size_in_bytes",
        "Stored revisions, in bytes.",
        StoreStatus::logicalBytes);
    gauge(
        "etcd_mvcc_db_total_size_in_use_in_bytes",
        "Stored revisions that compaction has not removed, in bytes.",
        StoreStatus::logicalBytesInUse);
    gauge("keelson_store_physical_bytes", "Bytes on disk.", StoreStatus::physicalBytes);
    gauge("etcd_server_quota_backend_bytes", "Quota for stored bytes.", StoreStatus::quotaBytes);
    gauge("etcd_debugging_mvcc_current_revision", "Newest revision.", StoreStatus::revision);
    gauge(
        "etcd_debugging_mvcc_compact_revision",
        "Newest compacted revision.",
        StoreStatus::compactedRevision);
  }

  /** Under etcd's names, which call some gauges totals. */
  private void counts() {
    counter("etcd_mvcc_put_total", "Puts applied.", StoreCounters::puts);
    counter("etcd_mvcc_delete_total", "Delete requests applied.", StoreCounters::deletes);
    counter("etcd_mvcc_range_total", "Ranges read here.", StoreCounters::ranges);
    counter("etcd_debugging_mvcc_range_total", "Ranges read here.", StoreCounters::ranges);
    counter(
        "etcd_mvcc_txn_total", "Transactions of several operations applied.", StoreCounters::txns);
    count("etcd_debugging_mvcc_keys_total", "Living keys.", StoreCounters::keys);
    count(
        "etcd_debugging_mvcc_slow_watcher_total",
        "Watches that read history.",
        StoreCounters::slowWatchers);
    count(
        "etcd_debugging_mvcc_pending_events_total",
        "Events that wait to be sent.",
        StoreCounters::pendingEvents);
    counter("etcd_debugging_lease_granted_total", "Leases granted.", StoreCounters::leasesGranted);
    counter(
        "etcd_debugging_lease_renewed_total",
        "Renewals by this member as leader.",
        StoreCounters::leasesRenewed);
    counter(
        "etcd_debugging_lease_revoked_total",
        "Leases revoked or run out.",
        StoreCounters::leasesRevoked);
    count(
        "etcd_server_proposals_pending",
        "Proposals without an outcome yet.",
        StoreCounters::proposalsPending);
    counter(
        "etcd_server_proposals_failed_total",
        "Proposals given up.",
        StoreCounters::proposalsFailed);
  }

  private void times() {
    StoreTimings timings = node.timings();
    metrics.histogram(
        "etcd_disk_wal_fsync_duration_seconds",
        "Syncs of the log to the disk.",
        "",
        timings.log().syncs());
    metrics.histogram(
        "etcd_disk_wal_write_duration_seconds",
        "Writes of an entry into the log's file, before the sync.",
        "",
        timings.log().writes());
    metrics.counter(
        "etcd_disk_wal_write_bytes_total",
        "Bytes of entries of the log, as they were applied.",
        "",
        () -> node.timings().traffic().written());
    metrics.histogram(
        "etcd_server_apply_duration_seconds",
        "Applying an entry with all its commands.",
        "version=\"v3\",op=\"Entry\",success=\"true\"",
        timings.applies());
    metrics.histogram(
        "etcd_debugging_snap_save_total_duration_seconds",
        "Checkpoints of this member's own.",
        "",
        timings.log().checkpoints());
    metrics.histogram(
        "etcd_snap_fsync_duration_seconds",
        "Syncs of a checkpoint to the disk.",
        "",
        timings.log().checkpointSyncs());
    metrics.histogram(
        "etcd_snap_db_save_total_duration_seconds",
        "Installing a checkpoint that came from another member.",
        "",
        timings.log().installs());
    metrics.histogram(
        "etcd_disk_backend_commit_duration_seconds",
        "Writes of a batch of changes into the store, which syncs nothing.",
        "",
        timings.commits());
    metrics.histograms(
        "etcd_network_peer_round_trip_time_seconds",
        "From a heartbeat sent to its answer, while this member leads.",
        this::roundTrips);
    metrics.counters(
        "etcd_network_peer_sent_bytes_total",
        "Bytes of messages to a member.",
        () -> byPeer("To", Traffic.Peer::sent));
    metrics.counters(
        "etcd_network_peer_received_bytes_total",
        "Bytes of messages from a member.",
        () -> byPeer("From", Traffic.Peer::received));
    metrics.counters(
        "etcd_network_peer_sent_failures_total",
        "Calls to a member that did not come through.",
        () -> byPeer("To", Traffic.Peer::failures));
  }

  private Map<String, Long> byPeer(String label, ToLongFunction<Traffic.Peer> what) {
    Map<String, Long> byLabel = new TreeMap<>();
    node.timings()
        .traffic()
        .peers()
        .forEach(
            (peer, bytes) ->
                byLabel.put(label(label, Long.toHexString(peer)), what.applyAsLong(bytes)));
    return byLabel;
  }

  /** Of a member that has an archive. */
  private void archive() {
    if (node.archive().isEmpty()) {
      return;
    }
    archived(
        "lag_seconds",
        "Age of the oldest change that a restore would not bring back.",
        ArchiveStatus::lagSeconds);
    archived("lag_entries", "Log entries applied and not archived.", ArchiveStatus::lagEntries);
    archived("lag_revisions", "Revisions made and not archived.", ArchiveStatus::lagRevisions);
    archived(
        "last_success_timestamp_seconds",
        "When an object was last written, in seconds since 1970; 0 is never.",
        a -> a.lastSuccessMillis() / 1e3);
    archiveCounter("bytes_total", "Bytes archived.", ArchiveStatus::bytes);
    archiveCounter("segments_total", "Segments archived.", ArchiveStatus::segments);
    archiveCounter("checkpoints_total", "Checkpoints archived.", ArchiveStatus::checkpoints);
    archiveCounter("runs_total", "Times the archive began anew.", ArchiveStatus::runs);
    archiveCounter("errors_total", "Failed writes, tried again.", ArchiveStatus::errors);
  }

  private void archived(String name, String help, ToDoubleFunction<ArchiveStatus> value) {
    metrics.gauge(
        "keelson_archive_" + name,
        help,
        "",
        () -> value.applyAsDouble(node.archive().orElseThrow()));
  }

  private void archiveCounter(String name, String help, ToLongFunction<ArchiveStatus> value) {
    metrics.counter(
        "keelson_archive_" + name, help, "", () -> value.applyAsLong(node.archive().orElseThrow()));
  }

  private Map<String, Durations> roundTrips() {
    Map<String, Durations> byLabel = new TreeMap<>();
    node.timings()
        .log()
        .roundTrips()
        .forEach((peer, trips) -> byLabel.put(label("To", Long.toHexString(peer)), trips));
    return byLabel;
  }

  private void identity(String version, String clusterVersion) {
    metrics.gauge(
        "etcd_server_version",
        "Version of this member.",
        label("server_version", version),
        () -> 1);
    metrics.gauge(
        "etcd_cluster_version",
        "Version of the cluster.",
        label("cluster_version", clusterVersion),
        () -> 1);
    metrics.gauge(
        "etcd_server_id",
        "Id of this member.",
        label("server_id", Long.toHexString(node.memberId())),
        () -> 1);
  }

  private void process() {
    double startSeconds = ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3;
    metrics.gauge(
        "process_start_time_seconds", "Start, in seconds since 1970.", "", () -> startSeconds);
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.UnixOperatingSystemMXBean system) {
      metrics.counter(
          "process_cpu_seconds_total",
          "CPU time used.",
          "",
          () -> system.getProcessCpuTime() / 1e9);
      metrics.gauge(
          "process_open_fds", "Open file descriptors.", "", system::getOpenFileDescriptorCount);
      metrics.gauge(
          "process_max_fds",
          "Most file descriptors that may be open.",
          "",
          system::getMaxFileDescriptorCount);
      metrics.gauge("os_fd_used", "Open file descriptors.", "", system::getOpenFileDescriptorCount);
      metrics.gauge(
          "os_fd_limit",
          "Most file descriptors that may be open.",
          "",
          system::getMaxFileDescriptorCount);
    }
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      metrics.gauge(
          "process_resident_memory_bytes", "Resident memory.", "", () -> bytesOf(status, "VmRSS:"));
      metrics.gauge(
          "process_virtual_memory_bytes",
          "Address space in use.",
          "",
          () -> bytesOf(status, "VmSize:"));
    }
  }

  private static double bytesOf(Path status, String what) {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith(what)) {
          return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      return Double.NaN;
    }
    return Double.NaN;
  }

  private boolean isLearner() {
    return node.membership().members().stream()
        .anyMatch(m -> m.id() == node.memberId() && m.learner());
  }

  private void gauge(String name, String help, ToDoubleFunction<StoreStatus> value) {
    metrics.gauge(name, help, "", () -> value.applyAsDouble(node.status()));
  }

  private void count(String name, String help, ToLongFunction<StoreCounters> value) {
    metrics.gauge(name, help, "", () -> value.applyAsLong(counters()));
  }

  private void counter(String name, String help, ToLongFunction<StoreCounters> value) {
    metrics.counter(name, help, "", () -> value.applyAsLong(counters()));
  }

  /** One look at the node serves one scrape. */
  private synchronized StoreCounters counters() {
    long now = System.nanoTime();
    StoreCounters last = seen;
    if (last == null || now - seenNanos > SCRAPE_NANOS) {
      last = node.counters();
      seen = last;
      seenNanos = now;
    }
    return last;
  }

  private static String label(String name, String value) {
    return name + "=\"" + value + '"';
  }

  /** Leadership listeners may run on any thread. */
  private static final class LastLeader {
    private long leader;

    LastLeader(long leader) {
      this.leader = leader;
    }

    synchronized boolean becomes(long now) {
      boolean changed = now != 0 && now != leader;
      if (now != 0) {
        leader = now;
      }
      return changed;
    }
  }
}
