package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.server.storage.Stored;
import java.util.List;
import java.util.OptionalLong;

/**
 * A list, or a page of it.
 *
 * @param items in the order of their keys; not to be changed
 * @param revision the list's resourceVersion
 * @param continueToken "" where it is the last page
 * @param remaining how many items follow, where that is known
 */
public record Listing(
    List<Stored> items, long revision, String continueToken, OptionalLong remaining) {}
