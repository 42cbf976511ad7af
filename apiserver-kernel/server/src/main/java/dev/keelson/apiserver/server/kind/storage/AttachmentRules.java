package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Texts;
import java.util.List;

/** Upstream's validation of VolumeAttachments. */
final class AttachmentRules implements Rules {
  private static final int METADATA_SIZE = 256 * 1024;
  private static final int MESSAGE_SIZE = 1024;

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place spec = Place.of(object, errors).at("spec");
    VolumeSources.checkDriver(spec, "attacher");
    Place source = spec.at("source");
    boolean hasName = source.has("persistentVolumeName");
    boolean hasInline = source.has("inlineVolumeSpec");
    String exactlyOne = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
    if (hasName && hasInline) {
      errors.forbidden(source.path(), exactlyOne);
    } else if (!hasName && !hasInline) {
      errors.required(source.path(), exactlyOne);
    } else if (hasName && source.text("persistentVolumeName").isEmpty()) {
      source.required("persistentVolumeName", "must specify non empty persistentVolumeName");
    } else if (hasInline && !source.at("inlineVolumeSpec").has("csi")) {
      source
          .at("inlineVolumeSpec")
          .required("csi", "has to be specified in the context of inline volumes");
    }
    spec.form("nodeName", Names::subdomain1123);
    statusUpdated(object, object, errors);
    if (hasName) {
      source.called(FieldPath.of("spec.source")).form("persistentVolumeName", Names::subdomain1123);
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    created(next, errors);
    if (!Place.isSame(next.spec(), before.spec())) {
      errors.invalid(FieldPath.of("spec"), shown(next.spec()), "field is immutable");
    }
  }

  /** As upstream's message shows it; the spec of an inline volume as it is. */
  private static JsonObject shown(JsonObject spec) {
    JsonObject source = spec.object("source");
    return JsonObject.of(
            "Attacher",
            spec.get("attacher"),
            "Source",
            JsonObject.of(
                "PersistentVolumeName",
                source.get("persistentVolumeName"),
                "InlineVolumeSpec",
                source.get("inlineVolumeSpec")))
        .with("NodeName", spec.get("nodeName"));
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place status = Place.of(next, errors).at("status");
    long size = 0;
    for (var entry : status.object().object("attachmentMetadata")) {
      size += Texts.length(entry.getKey());
      size += entry.getValue().asText().map(Texts::length).orElse(0);
    }
    if (size > METADATA_SIZE) {
      errors.tooLong(status.child("attachmentMetadata"), METADATA_SIZE);
    }
    for (String field : List.of("attachError", "detachError")) {
      Place error = status.at(field);
      if (Texts.length(error.text("message")) > MESSAGE_SIZE) {
        errors.tooLong(error.child("message"), METADATA_SIZE);
      }
      if (error.number("errorCode") < 0) {
        error.invalid("errorCode", "must be between 0 and 2147483647, inclusive");
      }
    }
  }
}
