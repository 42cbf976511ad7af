package dev.keelson.controllers.pod;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;

/** Writes a status that is this writer's alone, and true whatever others have written since. */
public final class StatusWrite {
  private StatusWrite() {}

  /**
   * Once more, over what is there by then, if somebody else was faster.
   *
   * @param read the object as it was when {@code status} was made
   */
  public static void put(ResourceClient client, ApiObject read, JsonObject status) {
    try {
      client.updateStatus(read.with("status", status));
    } catch (ApiFailure e) {
      if (e.status().code() != 409) {
        throw e;
      }
      ApiObject fresh = client.get(read.objectName());
      if (fresh.uid().equals(read.uid())) {
        client.updateStatus(fresh.with("status", status));
      }
    }
  }
}
