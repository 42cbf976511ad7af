package dev.keelson.nodeagent.runtime;

import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Instant;
import java.util.Map;

/**
 * One run of a container.
 *
 * @param key of its pod: its uid, or a static pod's hash
 * @param attempt 0 for the first
 * @param at when it is created
 * @param isAdopted it runs already, since {@code at}: an agent before us started it
 * @param environment its variables
 * @param files what it finds in its volumes, by path; of what nothing in it reads, none
 */
public record Launch(
    PodView pod,
    ContainerSpec spec,
    String key,
    int attempt,
    Instant at,
    boolean isAdopted,
    Map<String, String> environment,
    Map<String, String> files) {}
