package dev.keelson.controllers.history;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.SameTemplate;
import dev.keelson.controllers.pod.TemplateHash;
import dev.keelson.controllers.pod.Times;
import java.util.Comparator;
import java.util.OptionalLong;

/**
 * A ControllerRevision. Its data is a strategic merge patch that puts one template in the place of
 * another, which is what {@code kubectl rollout undo} applies.
 */
public record Revision(ApiObject object) {
  public static final Comparator<Revision> OLDEST_FIRST =
      Comparator.comparingLong(Revision::number)
          .thenComparing(each -> Times.created(each.object()))
          .thenComparing(Revision::name);

  /** Characters of the owner's name in a revision's. */
  private static final int LONGEST_PREFIX = 223;

  /**
   * A new one of the owner's template.
   *
   * @param hashLabel that tells the hash
   * @param collisions how often the same name was another template's
   */
  public static Revision of(
      ApiObject owner, String hashLabel, long number, OptionalLong collisions) {
    JsonObject template = owner.spec().object("template");
    String hash = TemplateHash.of(template, collisions);
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
                .put("data", data(template))
                .put("revision", number)
                .build()));
  }

  private static JsonObject data(JsonObject template) {
    return JsonObject.of("spec", JsonObject.of("template", template.with("$patch", "replace")));
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
