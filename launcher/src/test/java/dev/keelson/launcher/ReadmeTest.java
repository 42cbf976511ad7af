package dev.keelson.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.raftstore.RaftStore;
import dev.keelson.raftstore.RaftStoreConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says about embedding, word for word but for the port and the printing. */
class ReadmeTest {
  @Test
  void ten_lines_embed_a_store(@TempDir Path dir) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    List<String> printed = new ArrayList<>();
    try (var store = RaftStore.open(RaftStoreConfig.single(dir.resolve("data"), port))) {
      store.ready().join();
      KvStore kv = store.kv();
      kv.submit(Command.Put.of("greeting", "hello")).join().orThrow();
      var query = RangeQuery.of(KeyRange.prefix(Bytes.of("greet")));
      var answer = kv.range(query, KvStore.Consistency.LINEARIZABLE).join().orThrow();
      answer.kvs().forEach(pair -> printed.add(pair.key() + " = " + pair.value()));
    }
    assertThat(printed).containsExactly("greeting = hello");
  }

  @Test
  void three_lines_embed_an_api_server() {
    try (var store = LocalKvStore.inMemory();
        var api = ApiServer.open(store, ApiServerConfig.embedded())) {
      ApiResponse answer = api.handle(ApiRequest.of("GET", "/api/v1/namespaces"));
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void its_lines_of_code_are_those_of_this_test() throws Exception {
    String own = Files.readString(Path.of("src/test/java/dev/keelson/launcher/ReadmeTest.java"));
    String[] blocks = Files.readString(Path.of("..", "README.md")).split("```java\n");
    assertThat(blocks[1].split("```")[0].lines())
        .map(String::strip)
        .filteredOn(line -> line.contains("var ") || line.startsWith("api."))
        .map(line -> line.endsWith(";") && line.startsWith("api.") ? call(line) : line)
        .hasSize(3)
        .allMatch(own::contains);
    assertThat(blocks[2].split("```")[0].lines())
        .map(String::strip)
        .filteredOn(line -> line.startsWith("var ") || line.startsWith("kv."))
        .hasSize(3)
        .allMatch(own::contains);
  }

  /** Without the semicolon: here its answer is looked at. */
  private static String call(String line) {
    return line.substring(0, line.length() - 1);
  }
}
