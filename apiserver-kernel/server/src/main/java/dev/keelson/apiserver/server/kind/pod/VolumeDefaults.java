package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.Filling;

/** What volumes get, and the claims that pods and stateful sets carry with them. */
public final class VolumeDefaults {
  /** Octal 644. */
  private static final JsonLong MODE = JsonLong.of(0644);

  private static final JsonLong HOUR = JsonLong.of(3600);
  private static final JsonString NO_CHECK = JsonString.of("");

  private VolumeDefaults() {}

  static JsonObject fill(JsonObject volume) {
    Filling filling =
        Filling.of(volume)
            .within("hostPath", path -> Filling.of(path).missing("type", NO_CHECK).done())
            .within("secret", VolumeDefaults::mode)
            .within("configMap", VolumeDefaults::mode)
            .within("downwardAPI", source -> mode(downward(source)))
            .within("projected", VolumeDefaults::projected)
            .within("ephemeral", VolumeDefaults::ephemeral)
            .within("iscsi", source -> blank(source, "iscsiInterface", "default"))
            .within("rbd", VolumeDefaults::rbd)
            .within("azureDisk", VolumeDefaults::azureDisk)
            .within(
                "scaleIO",
                source -> blank(blank(source, "storageMode", "ThinProvisioned"), "fsType", "xfs"))
            .within("image", VolumeDefaults::image);
    if (VolumeSources.of(volume).isEmpty()) {
      filling.set("emptyDir", JsonObject.EMPTY);
    }
    return filling.done();
  }

  /** Of a {@code PersistentVolumeClaimSpec}. */
  public static JsonObject claimSpec(JsonObject spec) {
    return Filling.of(spec)
        .missing("volumeMode", JsonString.of("Filesystem"))
        .always("resources", Amounts::requirements)
        .done();
  }

  private static JsonObject mode(JsonObject source) {
    return Filling.of(source).missing("defaultMode", MODE).done();
  }

  private static JsonObject downward(JsonObject source) {
    return Filling.of(source).each("items", ContainerDefaults::references).done();
  }

  private static JsonObject projected(JsonObject projected) {
    return Filling.of(mode(projected))
        .absent("sources", JsonNull.NULL)
        .each(
            "sources",
            source ->
                Filling.of(source)
                    .within("downwardAPI", VolumeDefaults::downward)
                    .within(
                        "serviceAccountToken",
                        token -> Filling.of(token).missing("expirationSeconds", HOUR).done())
                    .done())
        .done();
  }

  private static JsonObject ephemeral(JsonObject source) {
    return Filling.of(source)
        .within(
            "volumeClaimTemplate",
            template ->
                Filling.of(template)
                    .missing("metadata", JsonObject.EMPTY)
                    .always("spec", VolumeDefaults::claimSpec)
                    .done())
        .done();
  }

  private static JsonObject rbd(JsonObject source) {
    return blank(
        blank(blank(source, "pool", "rbd"), "user", "admin"), "keyring", "/etc/ceph/keyring");
  }

  private static JsonObject azureDisk(JsonObject source) {
    return Filling.of(source)
        .missing("cachingMode", JsonString.of("ReadWrite"))
        .missing("fsType", JsonString.of("ext4"))
        .missing("readOnly", JsonBool.FALSE)
        .missing("kind", JsonString.of("Shared"))
        .done();
  }

  private static JsonObject image(JsonObject source) {
    return source.text("pullPolicy").isEmpty()
        ? source.with("pullPolicy", ContainerDefaults.pullPolicy(source.text("reference")))
        : source;
  }

  private static JsonObject blank(JsonObject source, String name, String text) {
    return Filling.of(source).blank(name, JsonString.of(text)).done();
  }
}
