package dev.keelson.apiserver.model;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One version of one object: an immutable tree, and its metadata by name. What no schema knows
 * stays in the tree.
 *
 * @param tree with {@code apiVersion}, {@code kind} and {@code metadata} as sent
 */
public record ApiObject(JsonObject tree) {
  public static ApiObject of(GroupVersionKind kind, JsonObject metadata) {
    return new ApiObject(
        JsonObject.builder()
            .put("kind", kind.kind())
            .put("apiVersion", kind.apiVersion())
            .put("metadata", metadata)
            .build());
  }

  public GroupVersionKind kind() {
    return GroupVersionKind.of(tree.text("apiVersion"), tree.text("kind"));
  }

  public JsonObject metadata() {
    return tree.object("metadata");
  }

  public JsonObject spec() {
    return tree.object("spec");
  }

  public JsonObject status() {
    return tree.object("status");
  }

  public ObjectName objectName() {
    return new ObjectName(namespace(), name());
  }

  public String name() {
    return metadata().text("name");
  }

  public String generateName() {
    return metadata().text("generateName");
  }

  public String namespace() {
    return metadata().text("namespace");
  }

  public String uid() {
    return metadata().text("uid");
  }

  /** As sent, "" if absent; opaque to clients, a decimal revision to us. */
  public String resourceVersion() {
    return metadata().text("resourceVersion");
  }

  /** 0 where there is none. */
  public long generation() {
    return metadata().number("generation", 0);
  }

  public Map<String, String> labels() {
    return metadata().object("labels").texts();
  }

  public Map<String, String> annotations() {
    return metadata().object("annotations").texts();
  }

  public List<String> finalizers() {
    return metadata().array("finalizers").texts().toList();
  }

  public JsonArray ownerReferences() {
    return metadata().array("ownerReferences");
  }

  /** Whether its deletion was asked for and waits for finalizers or a grace period. */
  public boolean isBeingDeleted() {
    return metadata().isSet("deletionTimestamp");
  }

  /** The controller among its owners. */
  public Optional<JsonObject> controller() {
    return ownerReferences().objects().filter(owner -> owner.isTrue("controller")).findFirst();
  }

  public ApiObject withMetadata(UnaryOperator<JsonObject> change) {
    JsonObject before = metadata();
    JsonObject after = change.apply(before);
    return after == before ? this : new ApiObject(tree.with("metadata", after));
  }

  public ApiObject with(String name, JsonValue value) {
    return new ApiObject(tree.with(name, value));
  }

  public ApiObject without(String name) {
    return new ApiObject(tree.without(name));
  }

  public ApiObject withSpec(UnaryOperator<JsonObject> change) {
    return new ApiObject(tree.with("spec", change.apply(spec())));
  }

  public ApiObject withStatus(UnaryOperator<JsonObject> change) {
    return new ApiObject(tree.with("status", change.apply(status())));
  }

  public ApiObject withResourceVersion(long revision) {
    return withMetadata(
        metadata -> metadata.with("resourceVersion", JsonString.of(Long.toString(revision))));
  }

  public ApiObject withGeneration(long generation) {
    return withMetadata(metadata -> metadata.with("generation", JsonLong.of(generation)));
  }

  public ApiObject withFinalizers(List<String> finalizers) {
    return withMetadata(
        metadata ->
            finalizers.isEmpty()
                ? metadata.without("finalizers")
                : metadata.with("finalizers", JsonArray.ofText(finalizers)));
  }

  /** Changes the tree as a whole. */
  public ApiObject map(UnaryOperator<JsonObject> change) {
    JsonObject after = change.apply(tree);
    return after == tree ? this : new ApiObject(after);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ApiObject(JsonObject otherTree) && tree.equals(otherTree);
  }

  @Override
  public int hashCode() {
    return tree.hashCode();
  }
}
