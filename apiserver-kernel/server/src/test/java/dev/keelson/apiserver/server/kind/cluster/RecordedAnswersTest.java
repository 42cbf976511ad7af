package dev.keelson.apiserver.server.kind.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.allocate.AddressRange;
import dev.keelson.apiserver.server.allocate.Addresses;
import dev.keelson.apiserver.server.allocate.FakeAddresses;
import dev.keelson.apiserver.server.allocate.NodePorts;
import dev.keelson.apiserver.server.allocate.Outcome;
import dev.keelson.apiserver.server.allocate.ServiceAllocation;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.meta.MetadataRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What kube-apiserver 1.36.3 answered to dry runs of these manifests, without what admission adds:
 * the object, or the causes of the refusal in any order.
 */
final class RecordedAnswersTest {
  private static final Set<String> OF_SERVER =
      Set.of("uid", "resourceVersion", "creationTimestamp", "managedFields");

  @TestFactory
  Stream<DynamicTest> creates() {
    return rows("created.jsonl")
        .map(row -> DynamicTest.dynamicTest(name(row.object("manifest")), () -> create(row)));
  }

  @TestFactory
  Stream<DynamicTest> updates() {
    return rows("updated.jsonl")
        .map(row -> DynamicTest.dynamicTest(name(row.object("next")), () -> update(row)));
  }

  @TestFactory
  Stream<DynamicTest> fillsOnce() {
    return rows("created.jsonl")
        .map(row -> row.object("manifest"))
        .map(
            manifest ->
                DynamicTest.dynamicTest(
                    name(manifest),
                    () -> {
                      GroupVersionKind kind = new ApiObject(manifest).kind();
                      JsonObject once = ClusterKinds.defaults(kind).fill(manifest);
                      assertThat(ClusterKinds.defaults(kind).fill(once)).isEqualTo(once);
                    }));
  }

  private static String name(JsonObject manifest) {
    return manifest.text("kind") + " " + manifest.object("metadata").text("name");
  }

  private static Stream<JsonObject> rows(String file) {
    try (InputStream in =
        Objects.requireNonNull(FieldErrors.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines().toList().stream().map(JsonReader::readObject);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void create(JsonObject row) {
    ApiObject sent = new ApiObject(row.object("manifest"));
    GroupVersionKind kind = sent.kind();
    boolean isNamespaced = Namespaced.KINDS.contains(kind.kind());
    ApiObject filled = filled(sent, isNamespaced);
    FieldErrors errors = new FieldErrors();
    ApiObject given = filled;
    if (kind.kind().equals("Service")) {
      Outcome outcome =
          allocation(NodePorts.usual(new Random(1)))
              .created(filled, true)
              .toCompletableFuture()
              .join();
      if (!(outcome instanceof Outcome.Given(ApiObject service, _))) {
        check(row, filled, refused(outcome));
        return;
      }
      given = service;
    }
    ApiObject prepared = ClusterKinds.preparation(kind).forCreate(given);
    MetadataRules.created(prepared, isNamespaced, ClusterKinds.nameRule(kind), errors);
    ClusterKinds.rules(kind).created(prepared, errors);
    check(row, prepared, errors);
  }

  private static void update(JsonObject row) {
    ApiObject before = new ApiObject(row.object("before"));
    GroupVersionKind kind = before.kind();
    boolean isNamespaced = !before.namespace().isEmpty();
    boolean isOfStatus = row.isTrue("status");
    ApiObject next = filled(new ApiObject(row.object("next")), isNamespaced);
    if (next.resourceVersion().isEmpty() && ClusterKinds.isUpdatedUnconditionally(kind)) {
      next =
          next.withMetadata(metadata -> metadata.with("resourceVersion", before.resourceVersion()));
    }
    next = MetadataRules.carriedOver(next, before);
    FieldErrors errors = new FieldErrors();
    if (kind.kind().equals("Service") && !isOfStatus) {
      NodePorts ports = NodePorts.usual(new Random(1));
      ports.observeAll(Stream.of(before));
      Outcome outcome = allocation(ports).updated(next, before, true).toCompletableFuture().join();
      if (!(outcome instanceof Outcome.Given(ApiObject service, _))) {
        check(row, next, refused(outcome));
        return;
      }
      next = service;
    }
    var preparation = ClusterKinds.preparation(kind);
    ApiObject prepared =
        isOfStatus
            ? preparation.forStatusUpdate(next, before)
            : preparation.forUpdate(next, before);
    MetadataRules.updated(prepared, before, isNamespaced, errors);
    if (isOfStatus) {
      ClusterKinds.rules(kind).statusUpdated(prepared, before, errors);
    } else {
      ClusterKinds.rules(kind).updated(prepared, before, errors);
    }
    check(row, prepared, errors);
  }

  private static ApiObject filled(ApiObject sent, boolean isNamespaced) {
    ApiObject placed =
        isNamespaced
            ? sent.withMetadata(metadata -> metadata.withDefault("namespace", "default"))
            : sent;
    return new ApiObject(ClusterKinds.defaults(sent.kind()).fill(placed.tree()));
  }

  private static ServiceAllocation allocation(NodePorts ports) {
    Addresses addresses = new FakeAddresses();
    return new ServiceAllocation(
        () -> List.of(AddressRange.of("10.96.0.0/12")), ports, addresses, new Random(1));
  }

  private static FieldErrors refused(Outcome outcome) {
    return outcome instanceof Outcome.Invalid(FieldErrors errors) ? errors : new FieldErrors();
  }

  private static void check(JsonObject row, ApiObject object, FieldErrors errors) {
    Set<String> causes =
        errors.causes().stream()
            .map(cause -> cause.field() + ": " + cause.message())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(causes).containsExactlyInAnyOrderElementsOf(row.array("errors").texts().toList());
    if (causes.isEmpty()) {
      assertThat(cleaned(object)).isEqualTo(row.object("object"));
    }
  }

  private static JsonObject cleaned(ApiObject object) {
    JsonObject metadata = object.metadata();
    for (String field : OF_SERVER) {
      metadata = metadata.without(field);
    }
    return object
        .with("metadata", metadata)
        .map(tree -> tree.mapObject("status", status -> status.without("lastPhaseTransitionTime")))
        .tree();
  }

  /** Of the kinds in the recording. */
  private static final class Namespaced {
    static final Set<String> KINDS =
        Set.of(
            "ConfigMap",
            "CSIStorageCapacity",
            "Endpoints",
            "EndpointSlice",
            "Event",
            "Ingress",
            "Lease",
            "LimitRange",
            "NetworkPolicy",
            "PersistentVolumeClaim",
            "ResourceClaim",
            "ResourceClaimTemplate",
            "ResourceQuota",
            "Role",
            "RoleBinding",
            "Secret",
            "Service",
            "ServiceAccount");

    private Namespaced() {}
  }
}
