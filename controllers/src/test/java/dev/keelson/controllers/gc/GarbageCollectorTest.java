package dev.keelson.controllers.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.batch.Bench;
import org.junit.jupiter.api.Test;

class GarbageCollectorTest {
  @Test
  void backgroundDeletesDependentsAfterwards() {
    try (Bench bench = Bench.of(GarbageCollectorControllers.GARBAGE_COLLECTOR)) {
      ApiObject owner = map(bench, "owner", "");
      map(bench, "child", ref(owner, true));
      ApiObject child = bench.find("v1", "configmaps", "default", "child").orElseThrow();
      map(bench, "grandchild", ref(child, false));
      map(bench, "other", "");
      delete(bench, "owner", "Background");
      Bench.await("gone", () -> isGone(bench, "child") && isGone(bench, "grandchild"));
      assertThat(isGone(bench, "other")).isFalse();
    }
  }

  @Test
  void foregroundWaitsForThoseThatBlock() {
    try (Bench bench = Bench.of(GarbageCollectorControllers.GARBAGE_COLLECTOR)) {
      ApiObject owner = map(bench, "owner", "");
      bench.create(
          "v1",
          "configmaps",
          """
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: child
            namespace: default
            finalizers: [example.com/wait]
            ownerReferences: [%s]
          """
              .formatted(ref(owner, true)));
      delete(bench, "owner", "Foreground");
      Bench.await(
          "child on its way",
          () -> bench.find("v1", "configmaps", "default", "child").orElseThrow().isBeingDeleted());
      assertThat(isGone(bench, "owner")).isFalse();
      bench.patch("v1", "configmaps", "default", "child", "{\"metadata\":{\"finalizers\":null}}");
      Bench.await("gone", () -> isGone(bench, "child") && isGone(bench, "owner"));
    }
  }

  @Test
  void orphansStay() {
    try (Bench bench = Bench.of(GarbageCollectorControllers.GARBAGE_COLLECTOR)) {
      ApiObject owner = map(bench, "owner", "");
      map(bench, "child", ref(owner, true));
      delete(bench, "owner", "Orphan");
      Bench.await("gone", () -> isGone(bench, "owner"));
      ApiObject child = bench.find("v1", "configmaps", "default", "child").orElseThrow();
      assertThat(child.ownerReferences().isEmpty()).isTrue();
      assertThat(child.isBeingDeleted()).isFalse();
    }
  }

  @Test
  void ownersThatNeverWereAreVerified() {
    try (Bench bench = Bench.of(GarbageCollectorControllers.GARBAGE_COLLECTOR)) {
      map(bench, "stray", "{apiVersion: v1, kind: ConfigMap, name: nobody, uid: 0-0-0-0}");
      Bench.await("gone", () -> isGone(bench, "stray"));
    }
  }

  @Test
  void oneSolidOwnerKeepsIt() {
    try (Bench bench = Bench.of(GarbageCollectorControllers.GARBAGE_COLLECTOR)) {
      ApiObject first = map(bench, "first", "");
      ApiObject second = map(bench, "second", "");
      map(bench, "child", ref(first, true) + ", " + ref(second, true));
      delete(bench, "first", "Foreground");
      Bench.await("gone", () -> isGone(bench, "first"));
      ApiObject child = bench.find("v1", "configmaps", "default", "child").orElseThrow();
      assertThat(child.ownerReferences().objects().map(each -> each.text("name")))
          .containsExactly("second");
    }
  }

  @Test
  void anOwnerInAnotherNamespaceIsToldOf() {
    try (Bench bench = Bench.of(GarbageCollectorControllers.GARBAGE_COLLECTOR)) {
      ApiObject owner = map(bench, "owner", "");
      bench.create(
          "v1", "namespaces", "apiVersion: v1\nkind: Namespace\nmetadata: {name: elsewhere}\n");
      bench.create(
          "v1",
          "configmaps",
          "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: child, namespace: elsewhere,"
              + " ownerReferences: [%s]}\n".formatted(ref(owner, false)));
      Bench.await("gone", () -> bench.find("v1", "configmaps", "elsewhere", "child").isEmpty());
      assertThat(bench.events())
          .contains(
              "OwnerRefInvalidNamespace: ownerRef [v1/ConfigMap, namespace: elsewhere, name: owner,"
                  + " uid: %s] does not exist in namespace \"elsewhere\"".formatted(owner.uid()));
      assertThat(isGone(bench, "owner")).isFalse();
    }
  }

  private static String ref(ApiObject owner, boolean isBlocking) {
    return "{apiVersion: v1, kind: ConfigMap, name: %s, uid: %s, blockOwnerDeletion: %s}"
        .formatted(owner.name(), owner.uid(), isBlocking);
  }

  private static ApiObject map(Bench bench, String name, String owners) {
    return bench.create(
        "v1",
        "configmaps",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: default, ownerReferences: [%s]}\n"
            .formatted(name, owners));
  }

  private static void delete(Bench bench, String name, String propagation) {
    bench
        .client()
        .resource("v1", "configmaps")
        .delete(new ObjectName("default", name), DeleteOptions.USUAL.withPropagation(propagation));
  }

  private static boolean isGone(Bench bench, String name) {
    return bench.find("v1", "configmaps", "default", name).isEmpty();
  }
}
