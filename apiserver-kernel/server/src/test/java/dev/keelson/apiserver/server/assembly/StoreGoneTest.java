package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.assembly.Kernel.Reply;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.Refusal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store that has no leader, or does not answer: what clients see of it, and that it passes. */
class StoreGoneTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String LATE =
      "Timeout: request did not complete within requested timeout - context deadline exceeded";

  private final InjectedStore store = new InjectedStore(LocalKvStore.inMemory());
  private Kernel kernel;

  @BeforeEach
  void open() {
    kernel = Kernel.on(store, ApiServerConfig.embedded());
    kernel.post(MAPS, map("before")).is(201);
    kernel.get(MAPS).is(200);
  }

  @AfterEach
  void close() {
    store.heal();
    kernel.close();
  }

  private static String map(String name) {
    return "{'metadata':{'name':'%s'},'data':{'a':'b'}}".formatted(name);
  }

  /** Everything that needs the store, each asked once. */
  private List<Reply> asked(String query) {
    return List.of(
        kernel.post(MAPS + "?" + query, map("while")),
        kernel.get(MAPS + "?" + query),
        kernel.get(MAPS + "/before?" + query),
        kernel.send(
            "PATCH",
            MAPS + "/before?" + query,
            "application/merge-patch+json",
            "{'data':{'a':'c'}}"),
        kernel.send(
            "PATCH",
            MAPS + "/applied?fieldManager=m&" + query,
            "application/apply-patch+yaml",
            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'applied'}}"),
        kernel.send(
            "PUT",
            MAPS + "/before?" + query,
            Kernel.JSON,
            "{'metadata':{'name':'before'},'data':{'a':'d'}}"),
        kernel.delete(MAPS + "/before?" + query),
        kernel.post("/api/v1/namespaces/default/events?" + query, event()),
        kernel.post(
            "/api/v1/namespaces/default/services?" + query,
            "{'metadata':{'name':'s'},'spec':{'type':'NodePort','ports':[{'port':80}]}}"));
  }

  private static String event() {
    return "{'metadata':{'name':'e'},'involvedObject':{'namespace':'default','name':'x'},"
        + "'reason':'R','message':'m','type':'Normal'}";
  }

  private void cacheAnswers() {
    assertThat(kernel.get(MAPS + "?resourceVersion=0").is(200).text()).contains("\"before\"");
    kernel.get(MAPS + "/before?resourceVersion=0").is(200);
  }

  private void isWellAgain(Kernel.Watch watch) throws Exception {
    store.heal();
    kernel.post(MAPS, map("after")).is(201);
    assertThat(kernel.get(MAPS).is(200).text()).contains("\"before\"", "\"after\"");
    String event = watch.next();
    while (!event.contains("\"after\"")) {
      // What was asked for meanwhile may have been done late, and is told then.
      assertThat(event).isNotEmpty();
      event = watch.next();
    }
    assertThat(JsonReader.readObject(event).text("type")).isEqualTo("ADDED");
    kernel.get("/readyz").is(200);
    kernel.get("/livez").is(200);
    kernel.delete(MAPS + "/before").is(200);
  }

  private String version() {
    return kernel.get(MAPS).is(200).version();
  }

  @ParameterizedTest
  @CsvSource({
    "NO_LEADER, 500, etcdserver: no leader",
    "TIMEOUT, 500, etcdserver: request timed out",
    "STOPPED, 503, etcdserver: server stopped",
  })
  void whatIsRefusedIsSaidAndPasses(Refusal.Plain why, int code, String message) throws Exception {
    try (Kernel.Watch watch = kernel.watch(MAPS + "?watch=1&resourceVersion=" + version())) {
      assertThat(watch.isQuiet()).isTrue();
      store.refuse(why);
      for (Reply reply : asked("")) {
        assertThat(reply.message()).isEqualTo(message);
        reply.is(code);
      }
      cacheAnswers();
      assertThat(watch.isQuiet()).as("nothing is told that did not happen").isTrue();
      assertThat(kernel.get("/readyz").is(500).text())
          .contains("[-]etcd failed: reason withheld", "[-]etcd-readiness failed: reason withheld")
          .contains("[+]ping ok", "readyz check failed");
      assertThat(kernel.get("/livez").is(500).text()).contains("[-]etcd failed: reason withheld");
      kernel.get("/livez?exclude=etcd").is(200);
      kernel.get("/readyz/ping").is(200);
      isWellAgain(watch);
    }
  }

  @Test
  void whatIsNotAnsweredIsGivenUpWhenTheClientSaid() throws Exception {
    try (Kernel.Watch watch = kernel.watch(MAPS + "?watch=1&resourceVersion=" + version())) {
      store.fallSilent();
      for (Reply reply : asked("timeout=20ms")) {
        assertThat(reply.message()).isEqualTo(LATE);
        assertThat(reply.is(504).reason()).isEqualTo("Timeout");
      }
      cacheAnswers();
      assertThat(watch.isQuiet()).isTrue();
      assertThat(kernel.get("/readyz?timeout=20ms").is(500).text())
          .contains("[-]etcd failed", "[-]etcd-readiness failed");
      isWellAgain(watch);
    }
  }

  @ParameterizedTest
  @CsvSource({"5", "soon", "1m1", "-"})
  void aTimeoutThatIsNoneIsRefused(String text) {
    assertThat(kernel.get(MAPS + "?timeout=" + text).is(400).message())
        .startsWith("invalid timeout specified in the request URL - time: ");
  }

  @ParameterizedTest
  @CsvSource({"0", "0s", "-1s", "1000h", "60s"})
  void aTimeoutThatIsNotInTheBoundsIsTheUsual(String text) {
    kernel.get(MAPS + "?timeout=" + text).is(200);
  }

  @Test
  void aServerBeginsWhenItsStoreIsThere() {
    store.refuse(Refusal.Plain.NO_LEADER);
    String secrets = "/api/v1/secrets?resourceVersion=0"; // asked for the first time
    kernel.get(secrets);
    store.heal();
    for (int tried = 0; kernel.get(secrets).status() != 200; tried++) {
      assertThat(tried).isLessThan(1_000);
    }
  }
}
