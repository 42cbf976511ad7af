package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.KvStore;
import dev.keelson.raftstore.Node;
import dev.keelson.raftstore.http.Metrics;
import java.util.concurrent.Executor;

/**
 * What every service of one server needs.
 *
 * @param scans runs what is too long for an event loop; refuses with RejectedExecutionException
 *     when it is full
 * @param answers what large answers may hold between them
 */
record Wire(
    Node node,
    EtcdServerConfig config,
    Metrics metrics,
    ClientVersions versions,
    LeaderGuard leader,
    QuotaGate quota,
    OpenStreams streams,
    Executor scans,
    AnswerBudget answers) {
  KvStore kv() {
    return node.kv();
  }

  Header header(long revision) {
    return new Header(node.clusterId(), node.memberId(), revision, node.raftTerm());
  }

  /** With the newest revision here. */
  Header header() {
    return header(node.kv().revision());
  }

  /**
   * Bytes that one gRPC message may have: what a request may, and 512 KiB for what is around it
   * (rule 21).
   */
  int maxMessageBytes() {
    return config.maxRequestBytes() + (512 << 10);
  }
}
