package dev.keelson.launcher.judge;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Small questions that several tests ask of a cluster. */
final class Probe {
  private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

  private Probe() {}

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  static PutRequest put(String key, String value) {
    return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
  }

  static RangeRequest get(String key) {
    return RangeRequest.newBuilder().setKey(bytes(key)).build();
  }

  /** Puts until it is acknowledged, for a cluster that is between leaders; its revision. */
  static long putUntilDone(EtcdClient client, String key, String value) {
    Answer answer = client.call(put(key, value));
    for (int i = 0; i < 100 && answer instanceof Answer.Error; i++) {
      pause(100);
      client.reconnect();
      answer = client.call(put(key, value));
    }
    return answer.as(PutResponse.class).getHeader().getRevision();
  }

  /** All keys and values by linearizable pages, or the first error. */
  static Object readAll(EtcdClient client) {
    Map<String, String> found = new HashMap<>();
    ByteString from = ALL;
    while (true) {
      Answer answer =
          client.call(
              RangeRequest.newBuilder().setKey(from).setRangeEnd(ALL).setLimit(500).build());
      if (!(answer instanceof Answer.Reply(RangeResponse page))) {
        return answer;
      }
      for (KeyValue kv : page.getKvsList()) {
        found.put(kv.getKey().toStringUtf8(), kv.getValue().toStringUtf8());
      }
      if (!page.getMore()) {
        return found;
      }
      from = page.getKvs(page.getKvsCount() - 1).getKey().concat(ALL);
    }
  }

  /** Index of the member that says it leads, waiting for one up to 20 s. */
  static int leader(EtcdCluster cluster) {
    for (int attempt = 0; attempt < 200; attempt++) {
      for (int i = 0; i < cluster.members().size(); i++) {
        if (!cluster.member(i).isAlive()) {
          continue;
        }
        try (EtcdClient client = EtcdClient.to(cluster.member(i))) {
          if (client.call(StatusRequest.getDefaultInstance())
                  instanceof Answer.Reply(StatusResponse status)
              && status.getLeader() == status.getHeader().getMemberId()) {
            return i;
          }
        }
      }
      pause(100);
    }
    throw new AssertionError("no member says that it leads" + cluster.log());
  }

  /** Fails unless every member has the same hash at this revision within 60 s. */
  static void membersAgree(EtcdCluster cluster, long revision) {
    HashKVRequest request = HashKVRequest.newBuilder().setRevision(revision).build();
    List<Integer> hashes =
        cluster.members().stream()
            .map(
                member -> {
                  try (EtcdClient client = EtcdClient.to(member)) {
                    Answer answer = client.call(request);
                    for (int i = 0; i < 600 && answer instanceof Answer.Error; i++) {
                      pause(100);
                      client.reconnect();
                      answer = client.call(request);
                    }
                    if (answer instanceof Answer.Error) {
                      throw new AssertionError(
                          member
                              + " did not reach revision "
                              + revision
                              + ": "
                              + answer
                              + member.log());
                    }
                    return answer.as(HashKVResponse.class).getHash();
                  }
                })
            .toList();
    if (hashes.stream().distinct().count() != 1) {
      throw new AssertionError(
          "HashKV at revision " + revision + " differs by member: " + hashes + cluster.log());
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
