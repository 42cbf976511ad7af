package dev.keelson.apiserver.server.kind.config;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;

/** Upstream's validation of ConfigMaps. */
final class ConfigMapRules implements Rules {
  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place data = Place.of(object, errors).at("data");
    Place binary = Place.of(object, errors).at("binaryData");
    long size = 0;
    for (var entry : data.object()) {
      String key = entry.getKey();
      checkKey(data, key);
      if (binary.object().has(key)) {
        errors.invalid(data.path().key(key), key, "duplicate of key present in binaryData");
      }
      size += Sizes.ofText(entry.getValue());
    }
    for (var entry : binary.object()) {
      checkKey(binary, entry.getKey());
      size += Sizes.ofBase64(entry.getValue());
    }
    if (size > Sizes.DATA_MOST) {
      errors.tooLong(FieldPath.of(""), Sizes.DATA_MOST);
    }
  }

  private static void checkKey(Place data, String key) {
    Names.configMapKey(key)
        .forEach(wrong -> data.errors().invalid(data.path().key(key), key, wrong));
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Immutability.check(next, before, errors, "data", "binaryData");
    created(next, errors);
  }
}
