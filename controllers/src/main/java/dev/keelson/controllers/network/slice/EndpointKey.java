package dev.keelson.controllers.network.slice;

import java.util.List;

/**
 * By what an endpoint remains the same one: all else of it is changed in its place.
 *
 * @param addresses sorted
 */
public record EndpointKey(
    List<String> addresses, String hostname, String refNamespace, String refName) {}
