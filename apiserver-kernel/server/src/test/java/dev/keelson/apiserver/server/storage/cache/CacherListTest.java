package dev.keelson.apiserver.server.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Things;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacherListTest {
  private final CacheScene scene = new CacheScene();

  @AfterEach
  void close() {
    scene.close();
  }

  private static List<String> names(Listing listing) {
    return listing.items().stream().map(Stored::toString).toList();
  }

  private ApiStatus failure(ListQuery query) {
    return failure(scene, query);
  }

  private static ApiStatus failure(CacheScene in, ListQuery query) {
    ApiFailure failure = catchThrowableOfType(ApiFailure.class, () -> in.maps.list(query));
    assertThat(failure).as("failure of %s", query).isNotNull();
    return failure.status();
  }

  private static ListQuery all() {
    return ListQuery.of(Selection.ALL);
  }

  /** Revisions: 2 creates a, 3 creates b, 4 creates c, 5 deletes a. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // rv | match | limit | revision of the list | items
        "''  | ''           | 0 | 5 | b c",
        "''  | ''           | 1 | 5 | b +1",
        "0   | ''           | 0 | 5 | b c",
        "0   | ''           | 1 | 5 | b c", // upstream knows no limit there
        "0   | NotOlderThan | 0 | 5 | b c",
        "0   | NotOlderThan | 1 | 5 | b c",
        "3   | ''           | 0 | 5 | b c", // not older
        "3   | ''           | 1 | 3 | a +1", // exact, of old
        "3   | NotOlderThan | 0 | 5 | b c",
        "3   | NotOlderThan | 1 | 5 | b +1",
        "4   | Exact        | 0 | 4 | a b c",
        "4   | Exact        | 2 | 4 | a b +1",
        "3   | Exact        | 2 | 3 | a b",
        "2   | Exact        | 0 | 2 | a",
        "5   | Exact        | 0 | 5 | b c",
        "5   | NotOlderThan | 0 | 5 | b c",
      })
  void theRevisionAskedForIsTheOneAnswered(
      String version, String match, long limit, long revision, String items) {
    for (boolean isCached : new boolean[] {true, false}) {
      try (CacheScene each = new CacheScene()) {
        if (isCached) {
          each.settle();
        }
        Stored a = each.create("n", "a");
        each.create("n", "b");
        each.create("n", "c");
        each.delete(a);
        each.settle();
        Listing listing = each.maps.list(all().at(version, match).withLimit(limit));
        StringBuilder seen = new StringBuilder();
        listing.items().forEach(item -> seen.append(item.name().name()).append(' '));
        listing.remaining().ifPresent(rest -> seen.append('+').append(rest));
        assertThat(seen.toString().strip()).isEqualTo(items);
        assertThat(listing.revision()).isEqualTo(revision);
        assertThat(listing.continueToken().isEmpty()).isEqualTo(listing.remaining().isEmpty());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | Exact | '' | 422 | ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch:"
            + " Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided",
        "1 | Exact | x | 422 | ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch:"
            + " Forbidden: resourceVersionMatch is forbidden when continue is provided",
        "0 | Exact | '' | 422 | ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch:"
            + " Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
        "1 | Odd | '' | 422 | ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch:"
            + " Unsupported value: \"Odd\": supported values: \"Exact\", \"NotOlderThan\", \"\"",
        "x | '' | '' | 400 | invalid resource version: resourceVersion: Invalid value: \"x\":"
            + " strconv.ParseUint: parsing \"x\": invalid syntax",
        "1 | '' | eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6Mywic3RhcnQiOiJhXHUwMDAwIn0 | 400 |"
            + " specifying resource version is not allowed when using continue",
        "'' | '' | a$ | 400 |"
            + " invalid continue token: continue key is not valid: illegal base64 data at input"
            + " byte 1",
        "'' | '' | e30 | 400 | invalid continue token: continue key is not valid: server does not"
            + " recognize this encoded version",
      })
  void whatDoesNotGoTogetherIsRefused(
      String version, String match, String token, int code, String message) {
    ApiStatus status = failure(all().at(version, match).continued(token));
    assertThat(status.message().strip()).isEqualTo(message);
    assertThat(status.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../pods/x", "/../x", "a//b", "./a", "a/", ".."})
  void aTokenLeadsNowhereElse(String start) {
    String token = new ContinueToken(3, "p/" + start).text("p/");
    assertThat(failure(all().continued(token)).code()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"100,''", "100,NotOlderThan", "100,Exact"})
  void aRevisionThatIsNotThereYet(String version, String match) {
    try (CacheScene hasty = new CacheScene(Duration.ofMillis(20), 64)) {
      Stored made = hasty.create("n", "a");
      hasty.maps.list(all());
      ApiStatus status = failure(hasty, all().at(version, match));
      isTooLarge(status);
      ApiFailure ofOne =
          catchThrowableOfType(
              ApiFailure.class, () -> hasty.maps.get(made.name(), Freshness.of("100")));
      isTooLarge(ofOne.status());
    }
  }

  private static void isTooLarge(ApiStatus status) {
    assertThat(status.code()).isEqualTo(504);
    assertThat(status.reason()).isEqualTo("Timeout");
    assertThat(status.message()).matches("Timeout: Too large resource version: 100, current: [12]");
    assertThat(status.retryAfterSeconds()).isEqualTo(1);
    assertThat(status.causes())
        .containsExactly(
            new ApiStatus.Cause("ResourceVersionTooLarge", "Too large resource version", ""));
  }

  /** Pages of one list show one revision, whatever happens in between. */
  @ParameterizedTest
  @ValueSource(ints = {4, 16_384})
  void pagesAreOfOneRevision(int window) {
    try (CacheScene each = new CacheScene(Duration.ofSeconds(30), window)) {
      List<Stored> made = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        made.add(each.create(i % 2 == 0 ? "m" : "n", "o" + (10 + i), Map.of("i", "" + i % 3)));
      }
      List<String> expected =
          made.stream()
              .sorted((a, b) -> a.name().compareTo(b.name()))
              .map(Stored::toString)
              .toList();
      List<String> seen = new ArrayList<>();
      String token = "";
      int page = 0;
      do {
        Listing listing = each.maps.list(all().withLimit(4).continued(token));
        assertThat(listing.revision()).isEqualTo(26);
        listing.items().forEach(item -> seen.add(item.toString()));
        if (!listing.continueToken().isEmpty()) {
          assertThat(listing.remaining()).hasValue(25 - seen.size());
        }
        token = listing.continueToken();
        each.update(made.get(24 - page), Map.of());
        each.delete(made.get(page));
        each.create("m", "new" + page);
        page++;
      } while (!token.isEmpty());
      assertThat(seen).isEqualTo(expected);
      assertThat(page).isEqualTo(7);
    }
  }

  @Test
  void aListThatWasCompactedMayGoOnInconsistently() {
    for (String name : List.of("a", "b", "c", "d")) {
      scene.create("n", name);
    }
    Listing first = scene.maps.list(ListQuery.of(Selection.in("n")).withLimit(2));
    Stored last = scene.create("n", "bb");
    scene.compact(last.revision());

    ListQuery next = ListQuery.of(Selection.in("n")).withLimit(2);
    ApiStatus status = failure(next.continued(first.continueToken()));
    assertThat(status.code()).isEqualTo(410);
    assertThat(status.reason()).isEqualTo("Expired");
    assertThat(status.message())
        .startsWith("The provided continue parameter is too old to display a consistent list")
        .endsWith("and now may show up in the list.");
    assertThat(status.toJson().object("metadata").text("continue"))
        .isEqualTo(status.continueToken())
        .isNotEmpty();

    Listing rest = scene.maps.list(next.continued(status.continueToken()));
    assertThat(names(rest)).containsExactly("n/bb@6", "n/c@4");
    assertThat(rest.revision()).isEqualTo(6);
    assertThat(names(scene.maps.list(next.continued(rest.continueToken()))))
        .containsExactly("n/d@5");
  }

  @Test
  void aCompactedRevisionIsExpired() {
    scene.create("n", "a");
    scene.create("n", "b");
    Stored last = scene.create("n", "c");
    scene.compact(last.revision());
    ApiStatus status = failure(all().at("3", "Exact"));
    assertThat(status.code()).isEqualTo(410);
    assertThat(status.reason()).isEqualTo("Expired");
    assertThat(status.message()).isEqualTo("The resourceVersion for the provided list is too old.");
  }

  @Test
  void selectorsAndScopes() {
    scene.create("m", "a", Map.of("app", "x"));
    scene.create("n", "a", Map.of("app", "y"));
    scene.create("n", "b", Map.of("app", "x"));
    scene.create("n-1", "c", Map.of("app", "x"));
    Selection isX = Selection.ALL.withLabels(labels -> "x".equals(labels.get("app")));
    assertThat(names(scene.maps.list(ListQuery.of(isX))))
        .containsExactly("m/a@2", "n-1/c@5", "n/b@4");
    assertThat(names(scene.maps.list(ListQuery.of(Selection.in("n")))))
        .containsExactly("n/a@3", "n/b@4");
    assertThat(names(scene.maps.list(ListQuery.of(Selection.ALL.named("a")))))
        .containsExactly("m/a@2", "n/a@3");
    assertThat(names(scene.maps.list(ListQuery.of(Selection.in("n").named("b")))))
        .containsExactly("n/b@4");
    assertThat(
            names(
                scene.maps.list(
                    ListQuery.of(
                        Selection.in("n")
                            .withFields(stored -> stored.name().name().compareTo("a") > 0)))))
        .containsExactly("n/b@4");
    Listing page = scene.maps.list(ListQuery.of(isX).withLimit(1));
    assertThat(page.remaining()).isEmpty();
    assertThat(names(scene.maps.list(ListQuery.of(isX).continued(page.continueToken()))))
        .containsExactly("n-1/c@5", "n/b@4");
  }

  @Test
  void whatBelongsToTheClusterHasNoNamespace() {
    Things.done(scene.objects.create(Things.NODES, Things.node("one"), 0));
    Cacher nodes = scene.cachers.of(Things.NODES);
    assertThat(names(nodes.list(ListQuery.of(Selection.ALL)))).containsExactly("one@2");
    assertThat(names(nodes.list(ListQuery.of(Selection.ALL.named("one"))))).hasSize(1);
    assertThat(names(nodes.list(ListQuery.of(Selection.in("one").named("one"))))).hasSize(1);
    assertThat(scene.maps.list(all()).items()).isEmpty();
  }

  @Test
  void singleObjects() {
    Stored first = scene.create("n", "a");
    Stored second = scene.update(first, Map.of("v", "2"));
    ObjectName name = first.name();
    Stored read = scene.maps.get(name, Freshness.of("")).orElseThrow();
    assertThat(read.revision()).isEqualTo(second.revision());
    assertThat(scene.maps.get(name, Freshness.of("3")).orElseThrow())
        .isSameAs(scene.maps.get(name, Freshness.of("")).orElseThrow())
        .isSameAs(scene.maps.get(name, Freshness.of("0")).orElseThrow());
    assertThat(scene.maps.get(new ObjectName("n", "b"), Freshness.of(""))).isEmpty();
    ApiFailure odd =
        catchThrowableOfType(ApiFailure.class, () -> scene.maps.get(name, Freshness.of("-1")));
    assertThat(odd.status().code()).isEqualTo(500);
  }

  @Test
  void whatIsNoObjectIsLeftOutAndHidesNothing() {
    scene
        .store
        .submit(dev.keelson.mvcc.Command.Put.of("/registry/configmaps/n/bad", "nonsense"))
        .join()
        .orThrow();
    scene.create("n", "good");
    assertThat(names(scene.maps.list(all()))).containsExactly("n/good@3");
  }

  @Test
  void aStoreThatStoppedIsAnAnswerAndNoHang() {
    scene.settle();
    scene.store.close();
    assertThat(failure(all()).code()).isEqualTo(503);
    assertThat(scene.maps.list(all().at("0", "")).items()).isEmpty();
    ApiFailure cold =
        catchThrowableOfType(
            ApiFailure.class, () -> scene.cachers.of(Things.NODES).list(all().at("0", "")));
    assertThat(cold.status().code()).isEqualTo(503);
  }
}
