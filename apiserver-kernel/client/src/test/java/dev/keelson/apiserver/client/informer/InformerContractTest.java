package dev.keelson.apiserver.client.informer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InformerContractTest {
  private final ScriptedTransport server = new ScriptedTransport();
  private final ApiClient client =
      new ApiClient(
          server,
          ClientOptions.usual("test").withRetries(0).withTiming(new SteppedTiming(Instant.EPOCH)));
  private final List<String> told = new ArrayList<>();

  private final InformerHandler teller =
      new InformerHandler() {
        @Override
        public void added(ApiObject object) {
          told.add("+" + text(object));
        }

        @Override
        public void updated(ApiObject before, ApiObject now) {
          told.add(text(before) + ">" + text(now));
        }

        @Override
        public void deleted(ApiObject last, boolean isFinalStateUnknown) {
          told.add("-" + text(last) + (isFinalStateUnknown ? "?" : ""));
        }
      };

  private static String text(ApiObject object) {
    return object.name() + "@" + object.resourceVersion();
  }

  private Informer informer(InformerOptions options) {
    return Informer.of(client.resource("v1", "pods"), options, new Random(7)).addHandler(teller);
  }

  private Informer listing() {
    return informer(InformerOptions.ALL.listed());
  }

  static String pod(String name, int version) {
    return pod(name, version, "uid-" + name);
  }

  static String pod(String name, int version, String uid) {
    return "{'kind':'Pod','apiVersion':'v1','metadata':{'namespace':'ns','name':'%s','uid':'%s','resourceVersion':'%d'}}"
        .formatted(name, uid, version);
  }

  static String event(String type, String object) {
    return "{'type':'%s','object':%s}".formatted(type, object);
  }

  static String bookmark(int version, boolean isEndOfBeginning) {
    return event(
        "BOOKMARK",
        "{'kind':'Pod','apiVersion':'v1','metadata':{'resourceVersion':'%d'%s}}"
            .formatted(
                version,
                isEndOfBeginning ? ",'annotations':{'k8s.io/initial-events-end':'true'}" : ""));
  }

  static String expired() {
    return event("ERROR", "{'kind':'Status','code':410,'reason':'Expired','message':'too old'}");
  }

  @Test
  void listsThenWatches() throws Exception {
    server
        .list("10", pod("a", 5), pod("b", 6))
        .watch(
            event("MODIFIED", pod("a", 11)),
            event("ADDED", pod("c", 12)),
            event("DELETED", pod("b", 13)));
    Informer informer = listing();
    assertThat(informer.round()).isEqualTo(Duration.ZERO);
    assertThat(told).containsExactly("+a@5", "+b@6", "a@5>a@11", "+c@12", "-b@13");
    assertThat(informer.store().list()).map(ApiObject::name).containsExactly("a", "c");
    assertThat(informer.resourceVersion()).isEqualTo("13");
    assertThat(informer.isSynced()).isTrue();
    assertThat(server.asked)
        .containsExactly(
            "/api/v1/pods?limit=500",
            "/api/v1/pods?watch=true&resourceVersion=10&allowWatchBookmarks=true&timeoutSeconds=N");
  }

  @Test
  void listsByStreamWhereTheServerCan() throws Exception {
    server.watch(
        event("ADDED", pod("a", 5)),
        event("ADDED", pod("b", 3)),
        bookmark(10, true),
        event("DELETED", pod("b", 11)));
    Informer informer = informer(InformerOptions.ALL);
    informer.round();
    assertThat(told).containsExactly("+a@5", "+b@3", "-b@11");
    assertThat(server.asked)
        .containsExactly(
            "/api/v1/pods?watch=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
                + "&timeoutSeconds=N&sendInitialEvents=true");
  }

  @Test
  void showsNothingOfAStreamedListThatBreaksOff() throws Exception {
    server.torn(event("ADDED", pod("a", 5)));
    Informer informer = informer(InformerOptions.ALL);
    assertThat(informer.round()).isPositive();
    assertThat(told).isEmpty();
    assertThat(informer.isSynced()).isFalse();
    server.watch(event("ADDED", pod("b", 6)), bookmark(10, true));
    informer.round();
    assertThat(told).containsExactly("+b@6");
  }

  @Test
  void listsByPagesWhereStreamedListsAreRefused() throws Exception {
    server
        .watchRefused(ApiStatus.of(422, "Invalid", "sendInitialEvents is forbidden"))
        .list("10", pod("a", 5))
        .watch();
    Informer informer = informer(InformerOptions.ALL);
    assertThat(informer.round()).isEqualTo(Duration.ZERO);
    informer.round();
    assertThat(told).containsExactly("+a@5");
  }

  @Test
  void listsByPagesWhereStreamedListsNeverEnd() throws Exception {
    server.watch(event("ADDED", pod("a", 5))).watch().list("10", pod("a", 5)).watch();
    Informer informer = informer(InformerOptions.ALL);
    informer.round();
    informer.round();
    informer.round();
    assertThat(told).containsExactly("+a@5");
  }

  @Test
  void tellsOfDeletionsMissedWhileDisconnected() throws Exception {
    server
        .list("10", pod("a", 5), pod("b", 6))
        .watch(expired())
        .list("20", pod("b", 16), pod("c", 17))
        .watch();
    Informer informer = listing();
    informer.round();
    informer.round();
    assertThat(told).containsExactly("+a@5", "+b@6", "-a@5?", "b@6>b@16", "+c@17");
  }

  @Test
  void tellsOfAnObjectMadeAnewWhileDisconnected() throws Exception {
    server
        .list("10", pod("a", 5, "first"))
        .watch(expired())
        .list("20", pod("a", 15, "second"))
        .watch(event("MODIFIED", pod("a", 21, "third")));
    Informer informer = listing();
    informer.round();
    informer.round();
    assertThat(told).containsExactly("+a@5", "-a@5?", "+a@15", "-a@15?", "+a@21");
  }

  @Test
  void listsAnewWhenTheVersionExpiredInMidStream() throws Exception {
    server
        .list("10", pod("a", 5))
        .watch(event("MODIFIED", pod("a", 11)), expired())
        .list("20", pod("a", 11))
        .watch();
    Informer informer = listing();
    assertThat(informer.round()).isBetween(Duration.ofMillis(800), Duration.ofMillis(1600));
    informer.round();
    assertThat(told).containsExactly("+a@5", "a@5>a@11");
    assertThat(server.asked.get(2)).isEqualTo("/api/v1/pods?limit=500");
  }

  @Test
  void listsAnewWhenAWatchIsRefusedAsExpired() throws Exception {
    server.list("10").watchRefused(ApiStatus.expired("old")).list("20", pod("a", 15)).watch();
    Informer informer = listing();
    informer.round();
    informer.round();
    assertThat(told).containsExactly("+a@15");
  }

  @Test
  void listsAnewWhenAnEventCannotBeRead() throws Exception {
    server.list("10").watch("{'type':'ADDED','object':{").list("20", pod("a", 15)).watch();
    Informer informer = listing();
    informer.round();
    informer.round();
    assertThat(told).containsExactly("+a@15");
  }

  @Test
  void goesOnWhereItWasWhenTheConnectionBreaks() throws Exception {
    server
        .list("10")
        .torn(event("ADDED", pod("a", 11)))
        .watch(event("ADDED", pod("b", 12)), bookmark(30, false))
        .watch();
    Informer informer = listing();
    informer.round();
    informer.round();
    informer.round();
    assertThat(told).containsExactly("+a@11", "+b@12");
    assertThat(server.asked).hasSize(4);
    assertThat(server.asked.get(2)).contains("resourceVersion=11&");
    assertThat(server.asked.get(3)).contains("resourceVersion=30&");
  }

  @Test
  void dropsWhatIsRepeatedOrComesLate() throws Exception {
    server
        .list("10", pod("a", 9))
        .watch(
            event("MODIFIED", pod("a", 12)),
            event("MODIFIED", pod("a", 12)),
            event("MODIFIED", pod("a", 11)),
            event("DELETED", pod("a", 11)),
            event("DELETED", pod("a", 13)),
            event("DELETED", pod("a", 13)),
            event("MODIFIED", pod("a", 12)),
            event("ADDED", pod("a", 14, "new")));
    Informer informer = listing();
    informer.round();
    assertThat(told).containsExactly("+a@9", "a@9>a@12", "-a@13", "+a@14");
    assertThat(informer.resourceVersion()).isEqualTo("14");
  }

  @Test
  void doesNotBelieveAListOfTheServersPast() throws Exception {
    server.list("20", pod("a", 15)).watch(expired()).list("12", pod("a", 11));
    Informer informer = listing();
    informer.round();
    assertThat(informer.round()).isPositive();
    assertThat(told).containsExactly("+a@15");
    server.list("21", pod("a", 15)).watch();
    informer.round();
    assertThat(told).containsExactly("+a@15");
  }

  @Test
  void believesAfterAWhileThatHistoryWasReplaced() throws Exception {
    server.list("20", pod("a", 15), pod("b", 16)).watch(expired());
    Informer informer = listing();
    informer.round();
    for (int i = 0; i < Reflector.STALE_LISTS; i++) {
      server.list("12", pod("a", 11));
    }
    server.watch(event("MODIFIED", pod("a", 13)));
    for (int i = 0; i < Reflector.STALE_LISTS; i++) {
      informer.round();
    }
    assertThat(told).containsExactly("+a@15", "+b@16", "-b@16?", "a@15>a@13");
  }

  @Test
  void survivesAServerThatDiesOnEachRequest() throws Exception {
    Informer informer = listing();
    Duration last = Duration.ZERO;
    for (int i = 0; i < 10; i++) {
      last = informer.round();
    }
    assertThat(last).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    server.list("10", pod("a", 5)).watch();
    informer.round();
    assertThat(told).containsExactly("+a@5");
  }

  @Test
  void listsAnewWhenResumingIsRefusedTooOften() throws Exception {
    server.list("10", pod("a", 5)).watch(bookmark(11, false));
    Informer informer = listing();
    informer.round();
    for (int i = 0; i < Reflector.FAILED_RESUMES; i++) {
      server.watchRefused(ApiStatus.internal("no"));
      informer.round();
    }
    server.list("30", pod("b", 25)).watch();
    informer.round();
    assertThat(told).containsExactly("+a@5", "-a@5?", "+b@25");
  }

  @Test
  void takesAllPages() throws Exception {
    server.page("10", "more", pod("a", 5)).page("10", "", pod("b", 6)).watch();
    Informer informer = informer(InformerOptions.ALL.listed().only(ListOptions.ALL.withPages(1)));
    informer.round();
    assertThat(told).containsExactly("+a@5", "+b@6");
    assertThat(server.asked.get(1)).isEqualTo("/api/v1/pods?limit=1&continue=more");
  }

  @Test
  void takesAllAtOnceWhenAPageHasExpired() throws Exception {
    server
        .page("10", "more", pod("a", 5))
        .listRefused(ApiStatus.expired("token"))
        .list("12", pod("a", 5), pod("b", 11))
        .watch();
    Informer informer = listing();
    informer.round();
    assertThat(told).containsExactly("+a@5", "+b@11");
    assertThat(server.asked.get(2)).isEqualTo("/api/v1/pods");
  }

  @Test
  void tellsALateHandlerOfWhatIsThereFirst() throws Exception {
    server
        .list("10", pod("a", 5))
        .watch(event("MODIFIED", pod("a", 11)))
        .watch(event("MODIFIED", pod("a", 12)));
    Informer informer = listing();
    informer.round();
    List<String> late = new ArrayList<>();
    informer.addHandler(InformerHandler.onChange(object -> late.add(text(object))));
    informer.round();
    assertThat(late).containsExactly("a@11", "a@12");
  }

  @Test
  void goesOnWhenAHandlerFails() throws Exception {
    server.list("10", pod("a", 5), pod("b", 6)).watch();
    Informer informer =
        Informer.of(client.resource("v1", "pods"), InformerOptions.ALL.listed(), new Random(7));
    informer.addHandler(
        InformerHandler.onChange(
            _ -> {
              throw new IllegalStateException("on purpose");
            }));
    informer.addHandler(teller);
    informer.round();
    assertThat(told).containsExactly("+a@5", "+b@6");
  }

  @Test
  void keepsIndexes() throws Exception {
    server
        .list("10", pod("a", 5), pod("b", 6))
        .watch(event("DELETED", pod("a", 11)), event("MODIFIED", pod("b", 12)));
    Informer informer =
        listing().index("version", object -> List.of(object.resourceVersion(), "any"));
    informer.round();
    Store store = informer.store();
    assertThat(store.byIndex("version", "12")).map(ApiObject::name).containsExactly("b");
    assertThat(store.byIndex("version", "6")).isEmpty();
    assertThat(store.indexKeys("version")).containsExactlyInAnyOrder("12", "any");
    assertThat(store.inNamespace("ns")).hasSize(1);
    assertThat(store.get(new ObjectName("ns", "a"))).isEmpty();
  }
}
