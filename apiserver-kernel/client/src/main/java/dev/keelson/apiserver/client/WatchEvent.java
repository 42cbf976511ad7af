package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;

/** One line of a watch. */
public sealed interface WatchEvent {
  /** It is there, or has begun to match the selectors. */
  record Added(ApiObject object) implements WatchEvent {}

  record Modified(ApiObject object) implements WatchEvent {}

  /** It is gone, or matches no longer; {@code object} is its last state, at its end's revision. */
  record Deleted(ApiObject object) implements WatchEvent {}

  /** Nothing of interest happened up to the {@code resourceVersion} of {@code object}. */
  record Bookmark(ApiObject object) implements WatchEvent {
    /** Whether all that was there when a {@code sendInitialEvents} watch began has been sent. */
    public boolean endsInitialEvents() {
      return "true".equals(object.annotations().get("k8s.io/initial-events-end"));
    }
  }

  /** The last event: the watch has failed. */
  record Failed(ApiStatus status) implements WatchEvent {}

  /**
   * @throws BadJson no watch event
   */
  static WatchEvent of(JsonObject line) {
    JsonObject object = line.object("object");
    return switch (line.text("type")) {
      case "ADDED" -> new Added(new ApiObject(object));
      case "MODIFIED" -> new Modified(new ApiObject(object));
      case "DELETED" -> new Deleted(new ApiObject(object));
      case "BOOKMARK" -> new Bookmark(new ApiObject(object));
      case "ERROR" -> new Failed(Statuses.of(object, 500));
      default -> throw new BadJson("a watch event of type \"" + line.text("type") + "\"");
    };
  }
}
