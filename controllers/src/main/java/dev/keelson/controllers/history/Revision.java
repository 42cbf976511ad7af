package dev.keelson.controllers.history;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.SameTemplate;
import dev.keelson.controllers.pod.TemplateHash;
import dev.keelson.controllers.pod.Times;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.OptionalLong;

/** A ControllerRevision. Its data is a {@link TemplatePatch}. */
public record Revision(ApiObject object) {
  public static final Comparator<Revision> OLDEST_FIRST =
      Comparator.comparingLong(Revision::number)
          .thenComparing(each -> Times.created(each.object()))
          .thenComparing(Revision::name);

  /** Characters of the owner's name in a revision's. */
  private static final int LONGEST_PREFIX = 223;

  private static final int FNV_BASIS = 0x811C9DC5;
  private static final int FNV_PRIME = 0x01000193;

  /**
   * A new one of the owner's template.
   *
   * @param hashLabel that tells the hash
   * @param collisions how often the same name was another template's
   */
  public static Revision of(
      ApiObject owner, String hashLabel, long number, OptionalLong collisions) {
    JsonObject template = owner.spec().object("template");
    JsonObject data = TemplatePatch.of(template);
    String hash = hash(data, collisions);
    String prefix = owner.name();
    if (prefix.length() > LONGEST_PREFIX) {
      prefix = prefix.substring(0, LONGEST_PREFIX);
    }
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("name", prefix + "-" + hash)
            .put("namespace", owner.namespace())
            .put("labels", template.objectAt("metadata", "labels").with(hashLabel, hash));
    if (!owner.annotations().isEmpty()) {
      metadata.put("annotations", owner.metadata().object("annotations"));
    }
    metadata.put("ownerReferences", JsonArray.of(OwnerRefs.toController(owner)));
    return new Revision(
        new ApiObject(
            JsonObject.builder()
                .put("apiVersion", "apps/v1")
                .put("kind", "ControllerRevision")
                .put("metadata", metadata.build())
                .put("data", data)
                .put("revision", number)
                .build()));
  }

  /**
   * FNV-1 of 32 bits over the data's bytes and the decimal count of collisions: the one that a
   * StatefulSet's revisions have upstream. A DaemonSet's have another there, which hashes Go's
   * memory layout; but who looks for those looks at the data.
   */
  private static String hash(JsonObject data, OptionalLong collisions) {
    int hash = add(FNV_BASIS, JsonWriter.bytes(data));
    byte[] count = Long.toString(collisions.orElse(0)).getBytes(StandardCharsets.US_ASCII);
    return TemplateHash.encoded(Integer.toUnsignedString(add(hash, count)));
  }

  private static int add(int hash, byte[] bytes) {
    int all = hash;
    for (byte each : bytes) {
      all = (all * FNV_PRIME) ^ (each & 0xFF);
    }
    return all;
  }

  public String name() {
    return object.name();
  }

  public long number() {
    return object.tree().number("revision", 0);
  }

  public Revision numbered(long number) {
    return new Revision(object.with("revision", JsonLong.of(number)));
  }

  public String label(String name) {
    return object.metadata().object("labels").text(name);
  }

  public JsonObject template() {
    return object.tree().object("data").object("spec").object("template").without("$patch");
  }

  public boolean isOf(JsonObject template) {
    return SameTemplate.test(template(), template);
  }
}
