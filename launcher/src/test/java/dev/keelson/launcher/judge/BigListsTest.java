package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More is asked for at once than a member in a small container has memory for. */
@Tag("judge")
@Timeout(240)
class BigListsTest {
  private static final int CLIENTS = 64;
  private static final int OBJECTS = 1_000;
  private static final int OBJECT_BYTES = 10 << 10;

  /** What the launch script gives in 512 MiB. */
  private static final String SMALL = "-Xmx128m -XX:MaxDirectMemorySize=85m";

  private static final RangeRequest ALL =
      RangeRequest.newBuilder()
          .setKey(Probe.bytes("/registry/"))
          .setRangeEnd(Probe.bytes("/registry0"))
          .build();

  @TempDir Path directory;

  @Test
  void sixtyFourClientsThatListEverythingAtOnceAllGetIt() throws Exception {
    try (EtcdProcess member =
            EtcdProcess.single(Binary.ours(), directory.resolve("data"))
                .with("KEELSON_JAVA_OPTS", SMALL)
                .start();
        EtcdClient client = EtcdClient.to(member)) {
      byte[] value = new byte[OBJECT_BYTES];
      for (int i = 0; i < OBJECTS; i++) {
        client
            .call(
                PutRequest.newBuilder()
                    .setKey(Probe.bytes("/registry/" + i))
                    .setValue(ByteString.copyFrom(value))
                    .build())
            .as(PutResponse.class);
      }
      List<EtcdClient> clients = new ArrayList<>();
      List<Future<Integer>> lists = new ArrayList<>();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          EtcdClient each = EtcdClient.to(member);
          clients.add(each);
          lists.add(
              ClientCalls.futureUnaryCall(
                  each.channel().newCall(counted(), CallOptions.DEFAULT), ALL));
        }
        for (Future<Integer> list : lists) {
          assertThat(list.get(120, TimeUnit.SECONDS))
              .as(member.log())
              .isGreaterThan(OBJECTS * OBJECT_BYTES);
        }
      } finally {
        clients.forEach(EtcdClient::close);
      }
      assertThat(member.isAlive()).isTrue();
      Probe.putUntilDone(client, "after", "1");
      Answer huge = fillAndListAll(client);
      assertThat(huge.toString()).contains("RESOURCE_EXHAUSTED").contains("RangeStream");
      assertThat(member.isAlive()).isTrue();
      Probe.putUntilDone(client, "after", "2");
    }
  }

  /** Past what the member can hold at once. */
  private static Answer fillAndListAll(EtcdClient client) {
    byte[] value = new byte[256 << 10];
    for (int i = 0; i < 240; i++) {
      client
          .call(
              PutRequest.newBuilder()
                  .setKey(Probe.bytes("/registry/big" + i))
                  .setValue(ByteString.copyFrom(value))
                  .build())
          .as(PutResponse.class);
    }
    return client.call(ALL);
  }

  /** Range, whose answer is read and thrown away: how many bytes it had. */
  private static MethodDescriptor<RangeRequest, Integer> counted() {
    return KVGrpc.getRangeMethod().toBuilder(
            KVGrpc.getRangeMethod().getRequestMarshaller(), new Counting())
        .build();
  }

  private static final class Counting implements MethodDescriptor.Marshaller<Integer> {
    @Override
    public InputStream stream(Integer value) {
      throw new AssertionError("answers are read only");
    }

    @Override
    public Integer parse(InputStream answer) {
      try {
        byte[] buffer = new byte[64 << 10];
        int bytes = 0;
        for (int read = answer.read(buffer); read >= 0; read = answer.read(buffer)) {
          bytes += read;
        }
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
