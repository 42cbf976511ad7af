package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelSelector;

/** Label selectors out of pods. */
final class Selectors {
  private Selectors() {}

  /** Absent: nothing. One that the API server should not have let in: nothing. */
  static LabelSelector of(JsonObject parent, String name) {
    if (!parent.isSet(name)) {
      return LabelSelector.NOTHING;
    }
    try {
      return LabelSelector.of(parent.object(name));
    } catch (BadSelector _) {
      return LabelSelector.NOTHING;
    }
  }
}
