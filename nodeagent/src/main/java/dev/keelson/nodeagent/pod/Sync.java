package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import java.time.Instant;

/**
 * What a sync came to.
 *
 * @param status the pod's, as far as it is the node's to say
 * @param wakeAt when something is due next; {@link Instant#MAX}: nothing but a change of the pod
 * @param isOver nothing of the pod runs, nor will: a pod that is being deleted may go
 */
public record Sync(JsonObject status, Instant wakeAt, boolean isOver) {}
