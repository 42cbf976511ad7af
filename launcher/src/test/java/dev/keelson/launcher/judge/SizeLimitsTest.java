package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.PutRequest;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How large a request may be, to the byte, as real etcd has it. */
final class SizeLimitsTest {
  private static final int MOST = 3 << 19;
  private static final int MOST_OF_GRPC = MOST + (512 << 10);

  /** etcd measures an id of nine or ten bytes with the request; which, its member's id decides. */
  private static final int UNCERTAIN = MOST - 24;

  @TempDir Path directory;

  @Test
  void rule21_theSameByteIsTheFirstTooMany() {
    Map<Integer, String> expected = answers(Binary.realEtcd(), "etcd");
    assertThat(expected.values())
        .contains("OK", "INVALID_ARGUMENT etcdserver: request is too large", "RESOURCE_EXHAUSTED");
    assertThat(answers(Binary.ours(), "ours")).isEqualTo(expected);
  }

  @Test
  void rule21_aRaisedLimitHoldsUpToWhatTheLogTakes() {
    int most = 7 << 20;
    try (EtcdCluster cluster =
        EtcdCluster.start(Binary.ours(), 3, directory, "--max-request-bytes=" + most)) {
      // Two of them are followers, which hand it on.
      for (EtcdProcess member : cluster.members()) {
        try (EtcdClient client = EtcdClient.to(member)) {
          assertThat(answer(client, most - 40)).as(cluster.log()).isEqualTo("OK");
          assertThat(answer(client, most))
              .isEqualTo("INVALID_ARGUMENT etcdserver: request is too large");
          assertThat(answer(client, 1)).isEqualTo("OK");
        }
      }
    }
  }

  private Map<Integer, String> answers(Binary binary, String name) {
    Map<Integer, String> answers = new TreeMap<>();
    try (EtcdProcess server = EtcdProcess.single(binary, directory.resolve(name)).start();
        EtcdClient client = EtcdClient.to(server)) {
      for (int limit : new int[] {MOST, MOST_OF_GRPC}) {
        for (int size = limit - 36; size <= limit + 1; size++) {
          if (size != UNCERTAIN) {
            answers.put(size, answer(client, size));
          }
        }
      }
    }
    return answers;
  }

  /** Of a value of that many bytes. What gRPC itself says has another text in each language. */
  private static String answer(EtcdClient client, int bytes) {
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(Probe.bytes("k"))
            .setValue(ByteString.copyFrom(new byte[bytes]))
            .build();
    return switch (client.call(put)) {
      case Answer.Reply _ -> "OK";
      case Answer.Error(Status.Code code, String _) when code == Status.Code.RESOURCE_EXHAUSTED ->
          code.name();
      case Answer.Error(Status.Code code, String text) -> code + " " + text;
    };
  }
}
