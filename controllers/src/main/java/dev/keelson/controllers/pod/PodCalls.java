package dev.keelson.controllers.pod;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.util.function.Consumer;

/** Writes pods for an owner, and says so in events about it. Thread-safe. */
public final class PodCalls {
  public static final String CREATED = "SuccessfulCreate";
  public static final String NOT_CREATED = "FailedCreate";
  public static final String DELETED = "SuccessfulDelete";
  public static final String NOT_DELETED = "FailedDelete";

  private final ResourceClient pods;
  private final Consumer<EventNote> events;

  public PodCalls(ApiClient client, Consumer<EventNote> events) {
    this.pods = client.resource("v1", "pods");
    this.events = events;
  }

  public ResourceClient resource() {
    return pods;
  }

  /**
   * @throws ApiFailure after the event, which is left out where the namespace ends
   */
  public ApiObject create(ApiObject pod, ApiObject owner) {
    if (pod.labels().isEmpty()) {
      throw new ApiFailure(ApiStatus.internal("unable to create pods, no labels"));
    }
    ApiObject made;
    try {
      made = pods.create(pod);
    } catch (ApiFailure e) {
      if (!isNamespaceEnding(e)) {
        events.accept(
            EventNote.warning(owner, NOT_CREATED, "Error creating: " + e.status().message()));
      }
      throw e;
    } catch (TransportFailure e) {
      events.accept(EventNote.warning(owner, NOT_CREATED, "Error creating: " + e.getMessage()));
      throw e;
    }
    events.accept(EventNote.normal(owner, CREATED, "Created pod: " + made.name()));
    return made;
  }

  /** Whether the namespace is being deleted, so that nothing comes into being there any more. */
  public static boolean isNamespaceEnding(ApiFailure failure) {
    return failure.status().causes().stream()
        .anyMatch(cause -> cause.reason().equals("NamespaceTerminating"));
  }

  /**
   * Only that very pod. One that is gone already is no failure, and no event.
   *
   * @return whether it was there
   */
  public boolean delete(PodView pod, ApiObject owner) {
    try {
      pods.delete(pod.objectName(), DeleteOptions.USUAL.onlyUid(pod.uid()));
    } catch (ApiFailure e) {
      // Of another uid: the one that was meant is gone.
      if (e.status().code() == 404 || e.status().code() == 409) {
        return false;
      }
      events.accept(
          EventNote.warning(owner, NOT_DELETED, "Error deleting: " + e.status().message()));
      throw e;
    }
    events.accept(EventNote.normal(owner, DELETED, "Deleted pod: " + pod.name()));
    return true;
  }

  /** Strategic merge. */
  public ApiObject patch(ObjectName pod, JsonObject patch) {
    return pods.patch(pod, PatchType.STRATEGIC_MERGE, JsonWriter.bytes(patch));
  }

  /** Strategic merge, of the status alone. */
  public ApiObject patchStatus(ObjectName pod, JsonObject patch) {
    return pods.subresource("status")
        .patch(pod, PatchType.STRATEGIC_MERGE, JsonWriter.bytes(patch), WriteOptions.USUAL);
  }
}
